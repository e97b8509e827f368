package cn.mejene.kernel.privacy;

import java.util.Set;

/**
 * Which fields may be taken from a third party (policy I(D)1–2); implemented by {@code consent} on the primary database.
 * Whoever takes data about members from anybody but themselves asks before it does. Virtual threads only.
 */
public interface Sources {

    /**
     * The fields that the agreement in force lets us take and that people let the third party pass on; all others are
     * dropped unread.
     *
     * @param partner id of the third party
     * @throws cn.mejene.kernel.Problem 403 {@code source-not-authorised} when no agreement is in force
     */
    Set<String> scope(String partner);
}
