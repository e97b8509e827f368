package cn.mejene.notifications.inbox;

import java.time.Instant;
import java.util.Map;

/** One message as the member sees it, in her language. */
record InboxItem(
        String id, String kind, String title, String text, Instant at, boolean read, Map<String, String> data) {}
