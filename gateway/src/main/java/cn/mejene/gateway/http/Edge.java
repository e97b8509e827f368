package cn.mejene.gateway.http;

/** What the router works with, made once per node. */
record Edge(
        HttpConfig config,
        Admission admission,
        ClientAddresses addresses,
        Bodies bodies,
        Answers answers,
        Problems problems) {}
