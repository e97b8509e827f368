package cn.mejene.records.format;

/** The rows after a PLY header. */
sealed interface PlyBody permits PlyAsciiBody, PlyBinaryBody {
    /** Takes the next bytes; throws 422 when they are not what the header promised. */
    void inspect(Chunk chunk);

    /** Throws 422 unless everything promised has come. */
    void finish();

    static PlyBody of(PlyHeader header) {
        return switch (header.format()) {
            case ASCII -> new PlyAsciiBody(header.elements());
            case LITTLE_ENDIAN -> new PlyBinaryBody(header.elements(), false);
            case BIG_ENDIAN -> new PlyBinaryBody(header.elements(), true);
        };
    }
}
