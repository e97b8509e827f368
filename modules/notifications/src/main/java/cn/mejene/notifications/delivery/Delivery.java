package cn.mejene.notifications.delivery;

import cn.mejene.notifications.kind.Way;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message to one member by one way, in ids.
 *
 * @param id its id, {@code dlv_…}
 * @param notice what it is about: an inbox message or a campaign
 * @param attempts how often providers failed to take it
 * @param key by which the provider recognises it, null before it is first sent
 */
record Delivery(
        String id,
        String memberId,
        String kind,
        Way way,
        String notice,
        int attempts,
        @Nullable String key,
        Instant createdAt) {}
