package cn.mejene.gateway.http;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Members of one cluster in this process, joined by address on the loopback interface. */
final class LoopbackCluster implements AutoCloseable {
    final List<HazelcastInstance> members = new ArrayList<>();

    LoopbackCluster(int size) {
        var name = UUID.randomUUID().toString();
        for (int i = 0; i < size; i++) {
            members.add(Hazelcast.newHazelcastInstance(config(name)));
        }
    }

    private Config config(String name) {
        var config = new Config().setClusterName(name);
        config.setProperty("hazelcast.logging.type", "slf4j")
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.socket.bind.any", "false")
                .setProperty("hazelcast.wait.seconds.before.join", "0")
                .setProperty("hazelcast.shutdownhook.enabled", "false");
        var network = config.getNetworkConfig().setPort(0).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        network.getJoin().getAutoDetectionConfig().setEnabled(false);
        network.getJoin().getMulticastConfig().setEnabled(false);
        var join = network.getJoin().getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(2);
        members.forEach(member -> join.addMember(
                "127.0.0.1:" + member.getCluster().getLocalMember().getAddress().getPort()));
        return config;
    }

    @Override
    public void close() {
        members.forEach(member -> member.getLifecycleService().terminate());
    }
}
