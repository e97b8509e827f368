package cn.mejene.bench;

/**
 * One measured piece of work.
 *
 * @param seconds by the clock
 * @param cpuSeconds of the server and what it started
 * @param bytes that went over
 */
public record Sample(double seconds, double cpuSeconds, long bytes) {
    private static final double MEBI = 1 << 20;
    private static final double GIBI = 1 << 30;

    double rate() {
        return bytes / MEBI / seconds;
    }

    double cpuPerGibi() {
        return cpuSeconds * GIBI / bytes;
    }
}
