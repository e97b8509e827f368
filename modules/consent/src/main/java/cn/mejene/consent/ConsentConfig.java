package cn.mejene.consent;

/** Configuration of the module: none, everything is policy data in {@code config/policy/}. */
record ConsentConfig() {}
