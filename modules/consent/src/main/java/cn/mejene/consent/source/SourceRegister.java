package cn.mejene.consent.source;

import cn.mejene.consent.call.OfficerTrail;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.Sources;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may send data about members, and what of it may be taken (policy I(D)1–2). Stateless. */
public final class SourceRegister implements Sources {
    private final SourceRepository repository = new SourceRepository();
    private final OfficerTrail trail;
    private final ModuleContext context;

    private record NewSource(
            String partner,
            String agreement,
            String legality,
            List<String> purposes,
            List<String> fields,
            List<String> scope,
            boolean transferAuthorised,
            boolean shareAuthorised,
            boolean publicationAuthorised,
            @Nullable Instant validFrom,
            Instant validUntil) {}

    public SourceRegister(ModuleContext context) {
        this.trail = new OfficerTrail(context);
        this.context = context;
    }

    /** Registers the sources that the configuration names and nobody has registered yet. */
    public void register(List<ConfiguredSource> configured) {
        for (var one : configured) {
            var source = new Source(
                    Ids.make("src"),
                    one.partner(),
                    one.agreement(),
                    one.legality(),
                    one.purposes(),
                    one.scope(),
                    one.scope(),
                    false,
                    false,
                    false,
                    context.clock().instant(),
                    one.validUntil());
            context.database().run(tx -> {
                if (repository.newestOf(tx, one.partner()).isEmpty()) {
                    repository.insert(tx, source, "configuration");
                }
            });
        }
    }

    public Answer register(Call call, Tx tx) {
        var request = call.body(NewSource.class);
        var from = Objects.requireNonNullElseGet(
                request.validFrom(), () -> context.clock().instant());
        if (!request.validUntil().isAfter(from)) {
            throw Problem.invalid("/validUntil", "order", "An agreement ends after it begins.");
        }
        if (!request.fields().containsAll(request.scope())) {
            throw Problem.invalid("/scope", "subset", "The scope is a part of the fields that are taken.");
        }
        var source = new Source(
                Ids.make("src"),
                request.partner(),
                request.agreement(),
                request.legality(),
                request.purposes(),
                request.fields(),
                request.scope(),
                request.transferAuthorised(),
                request.shareAuthorised(),
                request.publicationAuthorised(),
                from,
                request.validUntil());
        repository.insert(tx, source, call.principal().id());
        trail.wrote(tx, call, "platform", Resource.of("source", source.id()));
        return Answer.created(source);
    }

    public Answer list(Call call) {
        var paging = Paging.of(call);
        return paging.answer(repository.list(context.database(), paging), Source::id);
    }

    @Override
    public Set<String> scope(String partner) {
        return Set.copyOf(
                inForce(repository.newestOf(context.database(), partner)).scope());
    }

    /**
     * The source of a clinic's call; one that is another's, expired or unknown looks the same.
     *
     * @throws Problem 403 {@code source-not-authorised}
     */
    Source require(String id, @Nullable String partner) {
        return inForce(repository.find(context.database(), id).filter(source -> source.partner()
                .equals(partner)));
    }

    private Source inForce(Optional<Source> source) {
        return source.filter(one -> one.isValid(context.clock().instant()))
                .orElseThrow(() -> Problem.of(
                        403, "source-not-authorised", "No agreement in force lets data be taken from this source."));
    }
}
