package cn.mejene.records;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.PartTicket;
import cn.mejene.kernel.call.Reply;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.stream.AbortedPart;
import cn.mejene.kernel.stream.AnnouncedBody;
import cn.mejene.kernel.stream.CompletedParts;
import cn.mejene.kernel.stream.ResumableUploads;
import cn.mejene.kernel.stream.StoredPart;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Part;
import cn.mejene.vault.Vault;
import cn.mejene.vault.Whole;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Uploads that come in several requests (tus 1.0.0). Bytes count when the transaction of their part commits; the last
 * ones only together with the record, so that an upload never looks complete without being one.
 */
final class ResumableService implements ResumableUploads {
    private static final int PAGE = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(50);

    private final ModuleContext context;
    private final ResumableRepository repository;
    private final ResumableCreation creation;
    private final Acceptance acceptance;
    private final ResumableTickets tickets;

    ResumableService(
            ModuleContext context,
            ResumableRepository repository,
            ResumableCreation creation,
            Acceptance acceptance,
            ResumableTickets tickets) {
        this.context = context;
        this.repository = repository;
        this.creation = creation;
        this.acceptance = acceptance;
        this.tickets = tickets;
    }

    @Override
    public Reply begin(Call call, AnnouncedBody body) {
        return ResumableCreation.is(call) ? creation.begin(call, body) : append(call, body);
    }

    private Reply append(Call call, AnnouncedBody body) {
        long offset = TusFields.offset(call);
        var upload = find(call);
        if (upload.isFinal()) {
            throw Problem.of(403, "upload-final", "Bytes are added to partial uploads, not to the final one.");
        }
        acceptance.require(ResumableCreation.access(call, upload), call.operation());
        requireOffset(upload, offset);
        if (!body.present() && (upload.done() || TusFields.length(call).isEmpty())) {
            return ResumableTickets.progress(call, upload);
        }
        return context.database().transaction(tx -> take(call, upload, offset, body, tx));
    }

    private Reply take(Call call, ResumableUpload found, long offset, AnnouncedBody body, Tx tx) {
        var taken = repository
                .take(tx, found.id(), found.uploader(), call.holderOr(context.port(Holder.class)))
                .orElseThrow(() -> found.done() ? ended() : locked());
        requireOffset(taken, offset);
        var upload = declare(call, taken, body, tx);
        if (!body.present() && (upload.isPartial() || !upload.isComplete())) {
            repository.release(tx, upload.id(), upload.uploader(), upload.writer());
            return ResumableTickets.progress(call, upload);
        }
        return tickets.ticket(call, upload, body, tx);
    }

    /** The length of an upload that began without one, told once. */
    private ResumableUpload declare(Call call, ResumableUpload upload, AnnouncedBody body, Tx tx) {
        var told = TusFields.length(call);
        if (told.isEmpty() || told.get().equals(upload.length())) {
            return upload;
        }
        if (upload.length() != null || told.get() < upload.received()) {
            throw Problem.of(400, "upload-length-changed", "The length is known already, or less than has come.");
        }
        tickets.requireSize(upload.kind(), told.get());
        if (!body.present() && told.get() == upload.received() && !upload.isPartial()) {
            // Written down with the record: until then the upload must not look complete.
            return upload.ofLength(told.get());
        }
        var longer = repository.setLength(tx, upload.id(), told.get());
        tickets.requireQuota(tx, longer);
        return longer;
    }

    @Override
    public PartTicket keep(Call call, StoredPart part, Tx tx) {
        var upload = unfinished(add(tx, locked(call, part, tx), part));
        return tickets.ticket(call, upload, new AnnouncedBody(true, null), tx);
    }

    @Override
    public Answer pause(Call call, StoredPart part, Tx tx) {
        var upload = unfinished(add(tx, locked(call, part, tx), part));
        repository.release(tx, upload.id(), upload.uploader(), upload.writer());
        return ResumableTickets.progress(call, upload);
    }

    /** The last bytes of a content count with its record only. */
    private static ResumableUpload unfinished(ResumableUpload upload) {
        if (upload.isComplete() && !upload.isPartial()) {
            throw new IllegalStateException("a complete upload is committed");
        }
        return upload;
    }

    private ResumableUpload add(Tx tx, ResumableUpload upload, StoredPart part) {
        var blobId = part.blobId();
        if (blobId == null) {
            return upload;
        }
        var vault = context.port(Vault.class);
        if (part.size() == 0) {
            tx.afterCommit(() -> vault.abandon(blobId));
            return upload;
        }
        vault.keepPart(tx, blobId, new Part(upload.id(), upload.received(), part.size(), upload.expiresAt()));
        var longer = repository.addPart(tx, upload.id(), part.size());
        tickets.requireQuota(tx, longer);
        return longer;
    }

    @Override
    public Answer commit(Call call, CompletedParts parts, Tx tx) {
        var upload = add(tx, locked(call, parts.last(), tx), parts.last());
        var size = parts.content().size();
        if (upload.length() != null && upload.length() != size) {
            throw new IllegalStateException("an upload is committed at the length that was announced");
        }
        var done = repository.finish(tx, upload.id(), size);
        var whole = new Whole(
                upload.memberId(),
                KeyClass.CARE,
                Acceptance.identity(upload.kind(), upload.clinicId()),
                upload.of(),
                size);
        var blobId = context.port(Vault.class).compose(tx, whole);
        if (upload.isFinal()) {
            takePartials(tx, upload);
        }
        acceptance.accept(call, upload.pending(blobId), parts.content(), tx);
        return ResumableTickets.progress(call, done);
    }

    private void takePartials(Tx tx, ResumableUpload upload) {
        var taken = repository.deleteIdle(tx, upload.of(), upload.uploader());
        if (taken.size() != upload.of().size()) {
            throw ended();
        }
        tx.afterCommit(() -> taken.forEach(one -> forget(context.port(KeyRing.class), one)));
    }

    @Override
    public void abort(Call call, AbortedPart aborted) {
        var part = aborted.part();
        var uploader = call.principal().id();
        if (aborted.refused() || ResumableCreation.is(call)) {
            context.database().run(tx -> repository
                    .deleteHeld(tx, part.uploadId(), uploader, part.writer())
                    .ifPresent(upload -> giveUp(tx, upload)));
        } else {
            repository.release(context.database(), part.uploadId(), uploader, part.writer());
        }
        if (part.blobId() != null) {
            context.port(Vault.class).abandon(part.blobId());
        }
    }

    /**
     * How far an upload is, with what its client said of it, which is opened for that (tus 1.0.0, HEAD). While what a
     * broken connection brought is still being settled, no offset is right: the answer waits for that, or is a 423.
     */
    Answer describe(Call call) {
        awaitWriter(call);
        var upload = find(call);
        var opened = context.port(KeyRing.class).open(ResumableCreation.access(call, upload), call.operation());
        var metadata = opened.value(upload.metadataPlace(), upload.metadata(), UploadMetadata.class);
        var answer = new Answer(200, ResumableTickets.progress(call, upload).headers(), null);
        answer = upload.length() == null
                ? answer.header("Upload-Defer-Length", "1")
                : answer.header("Upload-Length", upload.length().toString());
        if (!metadata.sent().isEmpty()) {
            answer = answer.header("Upload-Metadata", metadata.sent());
        }
        return upload.concat() == null ? answer : answer.header("Upload-Concat", concat(upload));
    }

    private void awaitWriter(Call call) {
        var id = find(call).id();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (repository.isHeld(context.database(), id)) {
            if (System.nanoTime() > deadline) {
                throw locked();
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private static String concat(ResumableUpload upload) {
        return upload.isFinal()
                ? ResumableUpload.concatenation(
                        upload.of().stream().map(id -> TusFields.UPLOADS + id).toList())
                : "partial";
    }

    /** Gives an upload up (tus 1.0.0, termination); a record that it has become stays. */
    Answer terminate(Call call, Tx tx) {
        var upload = find(call);
        var taken = repository.deleteIdle(tx, List.of(upload.id()), upload.uploader());
        if (taken.isEmpty()) {
            throw locked();
        }
        giveUp(tx, upload);
        return Answer.noContent();
    }

    /** Ends uploads that have expired; a job on real time. The vault's sweep finds their bytes by itself. */
    void endExpired() {
        int ended;
        do {
            ended = context.database().transaction(tx -> {
                var expired = repository.deleteExpired(tx, PAGE);
                expired.forEach(upload -> giveUp(tx, upload));
                return expired.size();
            });
        } while (ended == PAGE);
    }

    private void giveUp(Tx tx, ResumableUpload upload) {
        context.port(Vault.class).dropParts(tx, upload.id());
        tx.afterCommit(() -> forget(context.port(KeyRing.class), upload));
    }

    /** The label of one that is done belongs to the record. */
    static void forget(KeyRing keys, ResumableUpload upload) {
        keys.destroy(upload.metadata());
        if (!upload.done()) {
            keys.destroy(upload.label());
        }
    }

    private ResumableUpload find(Call call) {
        return creation.own(call, call.path("uploadId"));
    }

    private ResumableUpload locked(Call call, StoredPart part, Tx tx) {
        return repository
                .lock(tx, part.uploadId(), call.principal().id(), part.writer())
                .orElseThrow(ResumableService::ended);
    }

    private static void requireOffset(ResumableUpload upload, long offset) {
        if (upload.received() != offset) {
            throw Problem.conflict("upload-offset-mismatch", "The upload stands at another offset.")
                    .header("Upload-Offset", Long.toString(upload.received()));
        }
    }

    private static Problem locked() {
        return Problem.of(423, "upload-locked", "Another request is writing to this upload.")
                .header("Retry-After", "1");
    }

    private static Problem ended() {
        return Problem.conflict("upload-ended", "This upload has ended already.");
    }
}
