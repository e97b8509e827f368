package cn.mejene.identity.budget;

/**
 * A named allowance; what is spent is counted apart for each key.
 *
 * @param kind kebab-case name, stored
 */
public record Budget(String kind, Allowance allowance) {}
