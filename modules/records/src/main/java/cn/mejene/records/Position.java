package cn.mejene.records;

/**
 * A place on Earth, in degrees (WGS 84).
 *
 * @param lat −90 to 90
 * @param lng −180 to 180
 */
record Position(double lat, double lng) {
    private static final double EARTH_KM = 6371.0;

    /** Along the surface, in kilometres. */
    double kilometresTo(Position other) {
        double north = Math.toRadians(other.lat - lat);
        double east = Math.toRadians(other.lng - lng);
        double chord = Math.pow(Math.sin(north / 2), 2)
                + Math.cos(Math.toRadians(lat)) * Math.cos(Math.toRadians(other.lat)) * Math.pow(Math.sin(east / 2), 2);
        return 2 * EARTH_KM * Math.asin(Math.sqrt(Math.min(1, chord)));
    }

    /** Shows no place: it may be somebody's. */
    @Override
    public String toString() {
        return "Position[***]";
    }
}
