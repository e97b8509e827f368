package cn.mejene.kernel.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.PartTicket;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.call.Refusal;
import cn.mejene.kernel.call.Reply;
import cn.mejene.kernel.call.UploadTicket;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.stream.AbortedPart;
import cn.mejene.kernel.stream.AnnouncedBody;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.kernel.stream.CompletedParts;
import cn.mejene.kernel.stream.ResumableUploads;
import cn.mejene.kernel.stream.StoredContent;
import cn.mejene.kernel.stream.StoredPart;
import cn.mejene.kernel.stream.Uploads;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.PlainAnswers;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that never reach a database: the pool leads nowhere. */
final class DispatcherTest {
    private final Vertx vertx = Vertx.vertx();
    private final Database nowhere = new Database(PgBuilder.pool()
            .connectingTo(new PgConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(1)
                    .setDatabase("none")
                    .setUser("none"))
            .using(vertx)
            .build());
    private final Dispatcher dispatcher =
            new Dispatcher("probe", nowhere, new Idempotency(nowhere, new Holder("node-1", 1), PlainAnswers::new));
    private final Call call = CallTo.operation("probe.do").build();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private Problem refused(Reply reply) {
        assertThat(reply).isInstanceOf(Refusal.class);
        return ((Refusal) reply).problem();
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> Answer thrown(Throwable failure) throws E {
        throw (E) failure;
    }

    @Test
    void dispatch_answers_whenHandlerDoes() {
        dispatcher.read("probe.do", c -> Answer.noContent());

        assertThat(dispatcher.dispatch("probe.do", call)).isEqualTo(Answer.noContent());
        assertThat(dispatcher.contractOperations()).containsExactly("probe.do");
    }

    @Test
    void dispatch_doesNotBegin_whenTheCallersTimeIsOver() {
        var begun = new AtomicBoolean();
        dispatcher.read("probe.do", c -> {
            begun.set(true);
            return Answer.noContent();
        });

        var late = CallTo.operation("probe.do").within(Duration.ZERO).build();

        assertThat(refused(dispatcher.dispatch("probe.do", late)).code()).isEqualTo("deadline-exceeded");
        assertThat(begun).isFalse();
    }

    @Test
    void upload_isGivenUp_whenItsTicketComesTooLate() {
        var aborted = new ArrayList<String>();
        dispatcher.upload("probe.send", new Uploads() {
            @Override
            public UploadTicket begin(Call call) {
                await().until(() -> call.deadline() - System.nanoTime() < 0);
                var blob = new BlobReference("b", "k", "mem_1", "");
                return new UploadTicket("upl_1", blob, "any", 1, null);
            }

            @Override
            public Answer commit(Call call, StoredContent content, Tx tx) {
                throw new IllegalStateException("not reached");
            }

            @Override
            public void abort(Call call, String uploadId) {
                aborted.add(uploadId);
            }
        });
        var hasty =
                CallTo.operation("probe.send").within(Duration.ofMillis(200)).build();

        assertThat(refused(dispatcher.dispatch("probe.send", hasty)).code()).isEqualTo("deadline-exceeded");
        assertThat(aborted).containsExactly("upl_1");
    }

    @Test
    void partOfAnUpload_isGivenUp_whenItsTicketComesTooLate() {
        var aborted = new ArrayList<AbortedPart>();
        dispatcher.resumable("probe.append", new LateParts(aborted));
        var hasty = CallTo.operation("probe.append")
                .body(new AnnouncedBody(true, null))
                .within(Duration.ofMillis(200))
                .build();

        assertThat(refused(dispatcher.dispatch("probe.append", hasty)).code()).isEqualTo("deadline-exceeded");
        assertThat(aborted).containsExactly(new AbortedPart(new StoredPart("upl_1", 7, "b", 0), false));
    }

    /** Gives leave when nobody waits for it any more. */
    private record LateParts(List<AbortedPart> aborted) implements ResumableUploads {
        @Override
        public Reply begin(Call call, AnnouncedBody body) {
            await().until(() -> call.deadline() - System.nanoTime() < 0);
            var blob = new BlobReference("b", "k", "mem_1", "");
            var access =
                    Access.own(Principal.member("mem_1", null), Access.Action.WRITE, Access.Resource.of("record"), "t");
            return new PartTicket("upl_1", 7, blob, 0, null, 1, 1, List.of(), null, access);
        }

        @Override
        public PartTicket keep(Call call, StoredPart part, Tx tx) {
            throw new IllegalStateException("not reached");
        }

        @Override
        public Answer pause(Call call, StoredPart part, Tx tx) {
            throw new IllegalStateException("not reached");
        }

        @Override
        public Answer commit(Call call, CompletedParts parts, Tx tx) {
            throw new IllegalStateException("not reached");
        }

        @Override
        public void abort(Call call, AbortedPart part) {
            aborted.add(part);
        }
    }

    @Test
    void dispatch_carriesProblem_whenHandlerRefuses() {
        dispatcher.read("probe.do", c -> {
            throw Problem.notFound("record");
        });

        assertThat(refused(dispatcher.dispatch("probe.do", call)).code()).isEqualTo("not-found");
    }

    @Test
    void dispatch_isOpaque_whenHandlerHasBug() {
        dispatcher.read("probe.do", c -> {
            throw new IllegalStateException("13800138000");
        });

        var problem = refused(dispatcher.dispatch("probe.do", call));

        assertThat(problem.status()).isEqualTo(500);
        assertThat(problem.code()).isEqualTo("internal-error");
        assertThat(problem.detail()).doesNotContain("13800138000");
    }

    @Test
    void dispatch_isOpaque_whenHandlerThrowsUndeclaredOrError() {
        dispatcher.read("probe.undeclared", c -> DispatcherTest.<RuntimeException>thrown(new IOException("expected")));
        dispatcher.read("probe.error", c -> {
            throw new AssertionError("expected");
        });

        assertThat(refused(dispatcher.dispatch("probe.undeclared", call)).status())
                .isEqualTo(500);
        assertThat(refused(dispatcher.dispatch("probe.error", call)).status()).isEqualTo(500);
        assertThat(refused(dispatcher.dispatch("probe.unknown", call)).status()).isEqualTo(500);
    }

    @Test
    void dispatch_is503_whenDatabaseIsAway() {
        dispatcher.write("probe.do", (c, tx) -> {
            tx.update("SELECT 1");
            return Answer.noContent();
        });

        var problem = refused(dispatcher.dispatch("probe.do", call));

        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.headers()).containsKey("Retry-After");
    }

    @Test
    void register_isRefused_whenAddressIsTakenOrForeign() {
        dispatcher.read("probe.do", c -> Answer.noContent());
        dispatcher.on("other.happened", (event, tx) -> {});

        assertThatThrownBy(() -> dispatcher.internal("probe.do", c -> Answer.noContent()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> dispatcher.read("other.do", c -> Answer.noContent()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> dispatcher.on("other.happened", (event, tx) -> {}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void internal_isNoContractOperation_always() {
        dispatcher.internal("probe.do", c -> Answer.noContent());

        assertThat(dispatcher.contractOperations()).isEmpty();
        assertThat(dispatcher.addresses()).containsExactly("probe.do");
    }
}
