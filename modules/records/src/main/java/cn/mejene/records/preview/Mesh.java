package cn.mejene.records.preview;

/** Triangles that can be gone through as often as needed, without being kept. */
interface Mesh {
    /** Takes the corners of one triangle, x, y and z of each. */
    @FunctionalInterface
    interface Triangles {
        void triangle(float[] corners);
    }

    /** Hands over every triangle; the array is the same each time. */
    void each(Triangles triangles);
}
