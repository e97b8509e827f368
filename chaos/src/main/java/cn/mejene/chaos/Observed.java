package cn.mejene.chaos;

/**
 * What is seen of the system under test. Thread-safe.
 *
 * @param history every call, fault and violation
 * @param tally the counts
 * @param weather which nodes are stopped
 * @param failures when nodes last failed
 */
public record Observed(History history, Tally tally, Weather weather, Failures failures) {}
