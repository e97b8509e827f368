package cn.mejene.bench;

/**
 * How often everybody works.
 *
 * @param warm first, without being measured: the JVM compiles what it has seen often
 * @param measured after that
 */
public record Rounds(int warm, int measured) {}
