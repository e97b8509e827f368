package cn.mejene.support;

import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Place;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message of a ticket as it stands in the database.
 *
 * @param staffId who of the staff wrote it; null when the member did
 * @param text sealed {@link Text}
 */
@SuppressWarnings("ArrayRecordComponent")
record Message(
        String messageId,
        String ticketId,
        String memberId,
        @Nullable String staffId,
        byte[] text,
        Instant at) {

    /** What somebody wrote. */
    record Text(String text) {
        static Place place(String member, String messageId) {
            return new Place(member, KeyClass.IDENTITY, "support.message", "text", messageId);
        }

        /** Does not show it. */
        @Override
        public String toString() {
            return "Text[***]";
        }
    }

    String author() {
        return staffId == null ? "member" : "staff";
    }
}
