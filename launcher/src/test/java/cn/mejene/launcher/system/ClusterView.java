package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.serialization.SerializationService;
import com.hazelcast.map.IMap;
import com.hazelcast.multimap.MultiMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What somebody reads who knows the cluster's secret and reaches its port: a member without data of its own. */
final class ClusterView implements AutoCloseable {
    private final HazelcastInstance hazelcast;

    private ClusterView(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
    }

    static ClusterView join(Path data, int port) throws IOException {
        var secret = Files.readString(data.resolve("secrets/cluster.secret")).strip();
        var config = new Config()
                .setLiteMember(true)
                .setClusterName("mejene-" + HexFormat.of().formatHex(mac(secret)));
        Map.of(
                        "hazelcast.logging.type", "slf4j",
                        "hazelcast.phone.home.enabled", "false",
                        "hazelcast.socket.bind.any", "false",
                        "hazelcast.partition.count", "61")
                .forEach(config::setProperty);
        var network = config.getNetworkConfig();
        network.setPort(port + 9_000).getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        network.getJoin().getAutoDetectionConfig().setEnabled(false);
        network.getJoin().getMulticastConfig().setEnabled(false);
        network.getJoin().getTcpIpConfig().setEnabled(true).addMember("127.0.0.1:" + port);
        var hazelcast = Hazelcast.newHazelcastInstance(config);
        assertThat(hazelcast.getCluster().getMembers()).as("joined").hasSizeGreaterThan(1);
        // What there is is told to a new member a moment after it has joined.
        await().until(() -> hazelcast.getDistributedObjects().size() > 1);
        return new ClusterView(hazelcast);
    }

    private static byte[] mac(String secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal("hazelcast".getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Names, keys and values of all there is, as their bytes read. */
    String everything() {
        var text = new StringBuilder();
        for (var object : hazelcast.getDistributedObjects()) {
            text.append(object.getName()).append('\n');
            switch (object) {
                case IMap<?, ?> map -> map.entrySet().forEach(entry -> append(text, entry));
                case MultiMap<?, ?> map -> map.entrySet().forEach(entry -> append(text, entry));
                default -> text.append(object.getServiceName()).append('\n');
            }
        }
        return text.toString();
    }

    private void append(StringBuilder text, Map.Entry<?, ?> entry) {
        for (var one : new Object[] {entry.getKey(), entry.getValue()}) {
            SerializationService serialization = ((HazelcastInstanceProxy) hazelcast).getSerializationService();
            byte[] bytes = serialization.toData(one).toByteArray();
            text.append(one)
                    .append('\n')
                    .append(new String(bytes, StandardCharsets.ISO_8859_1))
                    .append('\n');
        }
    }

    @Override
    public void close() {
        hazelcast.shutdown();
    }
}
