package cn.mejene.identity.session;

/** A session that has just begun, with its first refresh token in clear, which is kept nowhere. */
public record OpenedSession(String id, String principal, String refreshToken) {
    @Override
    public String toString() {
        return "OpenedSession[" + id + "]";
    }
}
