package cn.mejene.notifications.push;

import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The push services of this installation (key {@code modules.notifications.push}); each may be absent. APNs and FCM are
 * abroad: a member is reached through them only with her {@code cross-border} consent and a valid mechanism.
 *
 * @param timeout how long one sending may take; 5 s when absent
 */
public record PushConfig(
        @Nullable JPush jpush,
        @Nullable Getui getui,
        @Nullable Apns apns,
        @Nullable Fcm fcm,
        Duration timeout) {
    private static final Duration USUAL = Duration.ofSeconds(5);

    public PushConfig {
        timeout = Objects.requireNonNullElse(timeout, USUAL);
    }

    /** With no service at all. */
    public static PushConfig none() {
        return new PushConfig(null, null, null, null, USUAL);
    }

    /** Aurora's JPush, REST API v3. */
    public record JPush(URI endpoint, String appKey, Secret masterSecret) {
        public JPush {
            Required.field("endpoint", endpoint);
            Required.field("appKey", appKey);
            Required.field("masterSecret", masterSecret);
        }
    }

    /** Getui, REST API v2. */
    public record Getui(URI endpoint, String appId, String appKey, Secret masterSecret) {
        public Getui {
            Required.field("endpoint", endpoint);
            Required.field("appId", appId);
            Required.field("appKey", appKey);
            Required.field("masterSecret", masterSecret);
        }
    }

    /**
     * Apple's push service.
     *
     * @param key the team's private key as Apple gives it out: PKCS #8, PEM
     * @param topic the app's bundle id
     */
    public record Apns(URI endpoint, String teamId, String keyId, Secret key, String topic) {
        public Apns {
            Required.field("endpoint", endpoint);
            Required.field("teamId", teamId);
            Required.field("keyId", keyId);
            Required.field("key", key);
            Required.field("topic", topic);
        }
    }

    /**
     * Firebase Cloud Messaging, HTTP v1.
     *
     * @param tokenEndpoint where the service account gets its access tokens
     * @param account the service account's e-mail address
     * @param key its private key: PKCS #8, PEM
     */
    public record Fcm(URI endpoint, URI tokenEndpoint, String project, String account, Secret key) {
        public Fcm {
            Required.field("endpoint", endpoint);
            Required.field("tokenEndpoint", tokenEndpoint);
            Required.field("project", project);
            Required.field("account", account);
            Required.field("key", key);
        }
    }
}
