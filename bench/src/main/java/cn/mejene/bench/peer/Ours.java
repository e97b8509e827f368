package cn.mejene.bench.peer;

import cn.mejene.bench.load.Answer;
import cn.mejene.bench.load.Carrier;
import cn.mejene.bench.load.Digest;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Mejene as a peer: a member sends records of her own. What is kept is read back through the API, so it was opened and
 * verified on the way.
 *
 * @param carrier how requests reach it
 * @param token of her session
 * @param content of the records
 * @param blobs where the sealed files lie
 */
public record Ours(String name, int port, long pid, Carrier carrier, String token, Content content, Path blobs)
        implements Peer {

    /** What is uploaded, in the words of the API. */
    public enum Content {
        SCAN("oral-scan", "model/stl"),
        XRAY("xray", "application/dicom");

        private final String kind;
        private final String mediaType;

        Content(String kind, String mediaType) {
            this.kind = kind;
            this.mediaType = mediaType;
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String head(long length) {
        return "POST /v1/records?kind=" + content.kind + " HTTP/1.1\r\nHost: localhost\r\n" + authorization()
                + "Content-Type: " + content.mediaType
                + "\r\nContent-Disposition: attachment; filename=\"measured\"\r\n"
                + "Content-Length: " + length + "\r\n\r\n";
    }

    /** The head of a request for the content of the record that was answered so. */
    public String contentHead(Answer answer, String fields) throws IOException {
        return "GET /v1/records/" + id(answer) + "/content HTTP/1.1\r\nHost: localhost\r\n" + authorization() + fields
                + "\r\n";
    }

    /** The head of a small authenticated call. */
    public String smallCall() {
        return "GET /v1/me HTTP/1.1\r\nHost: localhost\r\n" + authorization() + "\r\n";
    }

    /** The field that says who calls, with its line's end. */
    public String authorization() {
        return "Authorization: Bearer " + token + "\r\n";
    }

    @Override
    public List<String> stored(List<Answer> answers) throws IOException {
        var digests = new ArrayList<String>();
        for (var answer : answers) {
            var digest = new Digest();
            carrier.fetch(port, contentHead(answer, ""), digest::take);
            digests.add(digest.hex());
        }
        return digests;
    }

    /** The system would keep them as long as its member does; here the tool is the one who owns the folder. */
    @Override
    public void forget(List<Answer> answers) throws IOException {
        try (var all = Files.walk(blobs)) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    private static String id(Answer answer) throws IOException {
        return JSON.readTree(answer.body()).path("id").asText();
    }

    @Override
    public String toString() {
        return "Ours[" + name + "]";
    }
}
