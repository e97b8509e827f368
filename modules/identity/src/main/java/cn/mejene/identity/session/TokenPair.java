package cn.mejene.identity.session;

/**
 * What a client gets to act with.
 *
 * @param expiresIn seconds the access token lives
 */
public record TokenPair(String accessToken, String refreshToken, long expiresIn) {
    @Override
    public String toString() {
        return "TokenPair[***]";
    }
}
