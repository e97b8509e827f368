package cn.mejene.services.sandbox;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Signs and sends as an application would. */
public final class SmsClient {
    private final URI address;
    private final String secret;
    private final HttpClient http = HttpClient.newHttpClient();

    public SmsClient(int port, String secret) {
        this.address = URI.create("http://127.0.0.1:" + port + "/");
        this.secret = secret;
    }

    /** Sends a login code; the answer is the provider's. */
    public HttpResponse<String> sendCode(String phone, String code, String nonce)
            throws IOException, InterruptedException {
        var body = form(Map.of(
                "PhoneNumbers",
                phone,
                "SignName",
                "Mejene",
                "TemplateCode",
                "SMS_MEJENE_LOGIN",
                "TemplateParam",
                "{\"code\":\"" + code + "\"}"));
        var headers = new TreeMap<>(Map.of(
                "host",
                address.getAuthority(),
                "x-acs-action",
                "SendSms",
                "x-acs-version",
                "2017-05-25",
                "x-acs-date",
                Instant.parse("2026-03-01T00:00:00Z").toString(),
                "x-acs-signature-nonce",
                nonce,
                "x-acs-content-sha256",
                Acs3Signature.digest(body)));
        var signed = List.copyOf(headers.keySet());
        var canonical = Acs3Signature.canonical(new SignedRequest("POST", "/", Map.of(), headers, body), signed);
        var request = HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.remove("host");
        headers.forEach(request::header);
        request.header("Content-Type", "application/x-www-form-urlencoded");
        request.header(
                "Authorization",
                "ACS3-HMAC-SHA256 Credential=sandbox,SignedHeaders=%s,Signature=%s"
                        .formatted(
                                String.join(";", signed), new Acs3Signature("sandbox", secret).signature(canonical)));
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What the sandbox shows for a number. */
    public JsonObject messages(String to) throws IOException, InterruptedException {
        var query = "sandbox/messages?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8);
        var request = HttpRequest.newBuilder(address.resolve(query)).build();
        return new JsonObject(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private static byte[] form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.UTF_8);
    }
}
