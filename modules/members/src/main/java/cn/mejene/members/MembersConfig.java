package cn.mejene.members;

/** Configuration of the module: it needs none. */
record MembersConfig() {}
