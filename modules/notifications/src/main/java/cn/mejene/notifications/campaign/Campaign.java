package cn.mejene.notifications.campaign;

import cn.mejene.notifications.kind.Text;
import cn.mejene.notifications.kind.Way;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * One announcement.
 *
 * @param id its id, {@code cmp_…}
 * @param kind a kind of notice that brings no texts of its own
 * @param texts by language tag
 */
record Campaign(
        String id, String kind, Set<Way> channels, Map<String, Text> texts, String createdBy, Instant createdAt) {}
