package cn.mejene.records;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Reply;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.stream.AnnouncedBody;
import cn.mejene.vault.KeyRing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Begins uploads that come in several requests (tus 1.0.0: creation, creation-with-upload, concatenation). Whose data
 * it will be is known and allowed from the first request on, for partial uploads too: their bytes are hers already.
 */
final class ResumableCreation {
    static final String OPERATION = "records.create-upload";

    private final ModuleContext context;
    private final RecordsConfig config;
    private final ResumableRepository repository;
    private final Subjects subjects;
    private final Acceptance acceptance;
    private final ResumableTickets tickets;

    /** What the head of the request asks for. */
    private record Wish(
            Kind kind,
            Map<String, String> values,
            UploadMetadata metadata,
            @Nullable String concat) {}

    ResumableCreation(
            ModuleContext context,
            RecordsConfig config,
            ResumableRepository repository,
            Subjects subjects,
            Acceptance acceptance,
            ResumableTickets tickets) {
        this.context = context;
        this.config = config;
        this.repository = repository;
        this.subjects = subjects;
        this.acceptance = acceptance;
        this.tickets = tickets;
    }

    Reply begin(Call call, AnnouncedBody body) {
        var wish = wish(call);
        var finished = finished(call, wish);
        if (finished.isPresent()) {
            acceptance.require(access(call, finished.get()), OPERATION);
            return ResumableTickets.progress(call, finished.get());
        }
        var partials = wish.concat() == null || wish.concat().equals("partial")
                ? List.<ResumableUpload>of()
                : partials(call, wish.concat(), body);
        var length = partials.isEmpty() ? length(call, wish.kind()) : Optional.of(sum(partials));
        var member = subjects.ofUpload(call, Optional.ofNullable(wish.values().get("smileId")), OPERATION);
        var upload = upload(call, wish, member, partials, length.orElse(null));
        acceptance.require(Acceptance.access(call, member, upload.resource()), OPERATION);
        requireSame(upload, partials);
        return insert(call, sealed(upload, wish), body);
    }

    /** The partial uploads went into the record; whoever lost that answer asks again. */
    private Optional<ResumableUpload> finished(Call call, Wish wish) {
        var concat = wish.concat();
        return concat == null || concat.equals("partial")
                ? Optional.empty()
                : repository.findFinished(
                        context.database(),
                        ResumableUpload.concatenation(TusFields.partials(concat)),
                        call.principal().id());
    }

    private static Wish wish(Call call) {
        var metadata = new UploadMetadata(call.header("upload-metadata").orElse(""));
        var values = metadata.values();
        var concat = call.header("upload-concat").map(String::strip).orElse(null);
        if (concat != null && !concat.equals("partial") && !concat.startsWith("final;")) {
            throw TusFields.malformed("Upload-Concat");
        }
        return new Wish(UploadMetadata.kind(values), values, metadata, concat);
    }

    private Optional<Long> length(Call call, Kind kind) {
        var length = TusFields.length(call);
        if (length.isPresent() == TusFields.isDeferred(call)) {
            throw Problem.of(
                    400, "upload-length-missing", "Send Upload-Length, or Upload-Defer-Length: 1, and not both.");
        }
        length.ifPresent(bytes -> tickets.requireSize(kind, bytes));
        return length;
    }

    private List<ResumableUpload> partials(Call call, String concat, AnnouncedBody body) {
        if (call.header("upload-length").isPresent() || TusFields.isDeferred(call) || body.present()) {
            throw Problem.of(
                    400, "upload-final-malformed", "A final upload has neither a length nor bytes of its own.");
        }
        return TusFields.partials(concat).stream()
                .map(id -> Optional.of(own(call, id))
                        .filter(ResumableUpload::isPartial)
                        .orElseThrow(() -> Problem.notFound("partial upload")))
                .toList();
    }

    /** @throws Problem 404 when there is none, or it is somebody else's, which is logged */
    ResumableUpload own(Call call, String uploadId) {
        var upload = repository.find(context.database(), uploadId).orElseThrow(() -> Problem.notFound("upload"));
        if (!upload.uploader().equals(call.principal().id())) {
            throw context.port(AuditAppender.class).hidden(access(call, upload), call.operation(), "upload");
        }
        return upload;
    }

    private static long sum(List<ResumableUpload> partials) {
        return partials.stream().mapToLong(ResumableUpload::received).sum();
    }

    private static ResumableUpload upload(
            Call call, Wish wish, String member, List<ResumableUpload> partials, @Nullable Long length) {
        var concat = partials.isEmpty()
                ? wish.concat()
                : ResumableUpload.concatenation(
                        partials.stream().map(ResumableUpload::id).toList());
        return new ResumableUpload(
                Ids.make("upl"),
                Ids.make("rec"),
                member,
                call.principal().clinicId(),
                call.principal().id(),
                wish.kind(),
                concat,
                length,
                0,
                0,
                new byte[0],
                new byte[0],
                false,
                0,
                Instant.MAX);
    }

    private void requireSame(ResumableUpload whole, List<ResumableUpload> partials) {
        boolean same = partials.stream()
                .allMatch(part -> part.memberId().equals(whole.memberId()) && part.kind() == whole.kind());
        if (!same) {
            throw Problem.invalid("#Upload-Concat", "mismatch", "The partial uploads are of another member or kind.");
        }
        if (!partials.stream().allMatch(ResumableUpload::isComplete)) {
            throw Problem.conflict("upload-unfinished", "A partial upload is not complete.");
        }
        tickets.requireSize(whole.kind(), Objects.requireNonNullElse(whole.length(), 0L));
    }

    private ResumableUpload sealed(ResumableUpload u, Wish wish) {
        var ring = context.port(KeyRing.class);
        return new ResumableUpload(
                u.id(),
                u.recordId(),
                u.memberId(),
                u.clinicId(),
                u.uploader(),
                u.kind(),
                u.concat(),
                u.length(),
                0,
                0,
                ring.seal(StoredRecord.labelPlace(u.memberId(), u.recordId()), UploadMetadata.label(wish.values())),
                ring.seal(u.metadataPlace(), wish.metadata()),
                false,
                0,
                Instant.MAX);
    }

    /** Held from the first moment on when there is something to do at once. */
    private Reply insert(Call call, ResumableUpload upload, AnnouncedBody body) {
        var length = upload.length();
        boolean complete = upload.isFinal() || (length != null && length == 0 && !upload.isPartial());
        boolean held = complete || body.present();
        try {
            return context.database().transaction(tx -> {
                var holder =
                        Optional.of(call.holderOr(context.port(Holder.class))).filter(h -> held);
                var row =
                        repository.insert(tx, upload, holder, config.resumable().expireAfter());
                tickets.requireQuota(tx, row);
                return held ? tickets.ticket(call, row, body, tx) : ResumableTickets.progress(call, row);
            });
        } catch (Problem refusal) {
            forget(upload, refusal);
            throw refusal;
        }
    }

    /** Where it is certain that there is no row, its keys open nothing. */
    private void forget(ResumableUpload upload, Problem refusal) {
        if (refusal.status() < 500) {
            context.port(KeyRing.class).destroy(upload.label());
            context.port(KeyRing.class).destroy(upload.metadata());
        }
    }

    /** Whether a call begins an upload. */
    static boolean is(Call call) {
        return call.operation().equals(OPERATION);
    }

    /** What the access of a call is about. */
    static Access access(Call call, ResumableUpload upload) {
        return Acceptance.access(call, upload.memberId(), upload.resource());
    }
}
