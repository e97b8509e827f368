package cn.mejene.gateway.contract;

/** Which side of an operation is a stream of bytes that must not be buffered ({@code x-stream}). */
public enum StreamMode {
    NONE,
    /** The request's body is the whole of a content. */
    REQUEST,
    /** The request's body is a part of a content, and may be missing. */
    PARTS,
    RESPONSE;

    /** Whether the request's body is a stream. */
    public boolean ofRequest() {
        return this == REQUEST || this == PARTS;
    }
}
