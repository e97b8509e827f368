package cn.mejene.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.DownloadTicket;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.call.UploadTicket;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.stream.AbortedUpload;
import cn.mejene.kernel.stream.StoredContent;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.KeptEntries;
import cn.mejene.kernel.testing.TestModule;
import cn.mejene.kernel.testing.TestNode;
import cn.mejene.vault.Vault;
import cn.mejene.vault.store.Length;
import cn.mejene.vault.store.Sealed;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Nodes with records, the real vault and keys; grants, log and members in memory; uploads as the gateway does them. */
final class RecordsFixture {
    static final String CLINIC_A = "cli_01jd3m0c11n1ca0000000000a1";
    static final String CLINIC_B = "cli_01jd3m0c11n1cb0000000000b2";

    private static final String RECORDS = """
        maxBytes: {oral-scan: 1000000, xray: 2000000, treatment-record: 1000, treatment-plan: 1000, warranty-card: 1000}
        clinics:
          - {id: %s, name: A, city: Shenzhen}
          - {id: %s, name: B, city: Guangzhou}
        """.formatted(CLINIC_A, CLINIC_B);

    final Grants grants = new Grants();
    final KeptEntries log = new KeptEntries();
    /** Member ids by Smile ID. */
    final Map<String, String> smileIds = new ConcurrentHashMap<>();

    final List<String> events = new CopyOnWriteArrayList<>();
    /** Clinics that have read whatever is erased. */
    final List<String> readers = new CopyOnWriteArrayList<>();

    private final FreshDatabases databases;
    private final Path folder;

    private record SmileId(String smileId) {}

    private record Found(@Nullable String memberId) {}

    RecordsFixture(FreshDatabases databases, Path folder) {
        this.databases = databases;
        this.folder = folder;
    }

    TestNode node(String id) {
        return node(id, "");
    }

    /** @param settings more of the module's configuration, not indented */
    TestNode node(String id, String settings) {
        var members = new TestModule("members")
                .port(Authorizer.class, grants)
                .port(AuditAppender.class, log)
                .serving((context, operations) -> {
                    operations.internal("members.find-by-smile-id", this::find);
                    for (var type : List.of(
                            "records.record-stored",
                            "records.record-quarantined",
                            "records.record-erased",
                            "records.correction-requested",
                            "records.correction-answered",
                            "records.erasure-told")) {
                        operations.on(
                                type,
                                (event, tx) -> tx.afterCommit(() ->
                                        events.add(type + " " + event.data().get("recordId"))));
                    }
                });
        var audit = new TestModule("audit")
                .serving((context, operations) -> operations.internal(
                        "audit.clinics-that-read", call -> Answer.ok(Map.of("clinicIds", readers))));
        return databases
                .node(id)
                .module(new TestModule("identity"))
                .module(members)
                .module(audit)
                .module("keys", "rootKey: \"" + folder.resolve("root.json") + "\"")
                .module(
                        "vault",
                        "{store: \"" + folder.resolve("store")
                                + "\", workers: 2, batches: 8, sweepEvery: PT1H, leftoverAfter: PT1M}")
                .module("records", RECORDS + settings)
                .boot();
    }

    private Answer find(Call call) {
        return Answer.ok(new Found(smileIds.get(call.body(SmileId.class).smileId())));
    }

    static Principal member(String id) {
        return Principal.member(id, "ses_1");
    }

    static Principal staff(String id, String clinic) {
        return new Principal(id, Set.of("clinic"), "ses_2", clinic, clinic, "mainland");
    }

    /** The beginning of an upload; its {@code Smile-Id} is the caller's to add. */
    static CallTo upload(Principal uploader) {
        return CallTo.operation("records.upload")
                .by(uploader)
                .query("kind", "xray")
                .header("content-disposition", "attachment; filename=\"marker-of-a-name.dcm\"");
    }

    static UploadTicket begin(TestNode node, CallTo call) {
        return (UploadTicket) node.context().bus().request(call.build()).await();
    }

    /** Seals and publishes bytes as the ticket allows. */
    static StoredContent send(TestNode node, UploadTicket ticket, byte[] plain) {
        var vault = node.context().port(Vault.class);
        Sealed sealed = on(node, () -> vault.upload(
                        ticket.blob(), (array, offset, length) -> {}, Length.atMost(ticket.maxBytes()))
                .compose(upload -> {
                    upload.write(Buffer.buffer(plain));
                    return upload.finish().compose(done -> upload.publish().map(done));
                }));
        return new StoredContent(ticket.id(), sealed.plainSize(), sealed.sha256(), "dicom", ticket.claim(), null);
    }

    static Answer commit(TestNode node, Principal by, StoredContent content) {
        return node.call(CallTo.operation("records.upload.commit")
                .by(by)
                .body(content)
                .within(Duration.ofMinutes(1))
                .build());
    }

    static void abort(TestNode node, Principal by, UploadTicket ticket) {
        node.call(CallTo.operation("records.upload.abort")
                .by(by)
                .body(new AbortedUpload(ticket.id(), ticket.claim()))
                .build());
    }

    /** A whole upload; answers the record's id. */
    static String stored(TestNode node, CallTo call, Principal by, byte[] plain) {
        return json(commit(node, by, send(node, begin(node, call), plain))).getString("id");
    }

    static DownloadTicket content(TestNode node, Call call) {
        return (DownloadTicket) node.context().bus().request(call).await();
    }

    static JsonObject json(Answer answer) {
        var body = answer.body();
        assertThat(body).isNotNull();
        return new JsonObject(body);
    }

    static Problem refused(Runnable work) {
        var problem = catchThrowableOfType(Problem.class, work::run);
        assertThat(problem).isNotNull();
        return problem;
    }

    /** Runs on an event loop of the node and waits for the outcome. */
    static <T> T on(TestNode node, Supplier<Future<T>> step) {
        Promise<T> promise = Promise.promise();
        node.context().vertx().getOrCreateContext().runOnContext(_ -> Future.succeededFuture()
                .compose(_ -> step.get())
                .onComplete(promise));
        return promise.future().await();
    }

    /** How many data keys live. */
    long dataKeys() throws SQLException {
        try (var keys = databases.superuserOfKeys();
                var statement = keys.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM keys.data_key")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** How many data keys of a member live. */
    long dataKeys(String member) throws SQLException {
        try (var keys = databases.superuserOfKeys();
                var statement = keys.prepareStatement("SELECT count(*) FROM keys.data_key d"
                        + " JOIN keys.class_key c ON c.id = d.class_key_id WHERE c.subject = ?")) {
            statement.setString(1, member);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** How many sealed files there are, aside or published. */
    long files() throws java.io.IOException {
        try (var files = Files.walk(folder.resolve("store"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
