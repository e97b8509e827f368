package cn.mejene.gateway.contract;

/** Which side of an operation is a stream of bytes that must not be buffered ({@code x-stream}). */
public enum StreamMode {
    NONE,
    REQUEST,
    RESPONSE
}
