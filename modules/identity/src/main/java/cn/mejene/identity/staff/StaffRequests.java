package cn.mejene.identity.staff;

import cn.mejene.identity.staff.StaffRequestRepository.Request;
import cn.mejene.kernel.Json;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.vault.Handover;
import cn.mejene.vault.KeyRing;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on what {@code ./mejene staff} asks for, a row each: who may write such rows runs the installation. Credentials
 * go back sealed for the command's own key, which nobody else has. Virtual threads only.
 */
public final class StaffRequests {
    private static final Logger LOG = LoggerFactory.getLogger(StaffRequests.class);
    private static final String NO_TRACE = "0".repeat(32);
    private static final Duration KEPT = Duration.ofHours(1);

    private final ModuleContext context;
    private final StaffAccounts accounts;
    private final StaffRequestRepository requests = new StaffRequestRepository();
    private final StaffRepository staff = new StaffRepository();

    /** What goes back. */
    private record Secrets(String password, String totpSecret) {
        @Override
        public String toString() {
            return "Secrets[***]";
        }
    }

    public StaffRequests(ModuleContext context) {
        this.context = context;
        this.accounts = new StaffAccounts(context.port(KeyRing.class), context.clock());
    }

    /** Works on one request; answers whether there was one. */
    public boolean step() {
        return context.database().transaction(tx -> {
            var next = requests.take(tx);
            next.ifPresent(request -> requests.answer(tx, request.id(), outcome(tx, request)));
            return next.isPresent();
        });
    }

    public void sweep() {
        requests.deleteOlderThan(context.database(), KEPT);
    }

    private StaffRequestRepository.Outcome outcome(Tx tx, Request request) {
        try {
            var reply = carryOut(tx, request);
            LOG.atInfo().addKeyValue("action", request.action()).log("staff request carried out");
            return new StaffRequestRepository.Outcome("done", reply);
        } catch (Problem refused) {
            return new StaffRequestRepository.Outcome(refused.code(), null);
        } catch (Handover.WrongKeyException wrongKey) {
            return new StaffRequestRepository.Outcome("invalid-key", null);
        }
    }

    private @Nullable Buffer carryOut(Tx tx, Request request) {
        var wanted = request.wanted();
        return switch (request.action()) {
            case "add" -> {
                var issued = accounts.create(tx, wanted);
                log(tx, issued.id(), Action.WRITE);
                yield encrypted(request, issued);
            }
            case "reset" -> {
                var issued = accounts.reset(tx, named(tx, wanted.username()));
                log(tx, issued.id(), Action.WRITE);
                yield encrypted(request, issued);
            }
            default -> {
                var id = named(tx, wanted.username());
                accounts.disable(tx, id);
                log(tx, id, Action.ERASE);
                yield null;
            }
        };
    }

    private String named(Tx tx, String username) {
        return staff.id(tx, username).orElseThrow(() -> Problem.notFound("account"));
    }

    private void log(Tx tx, String id, Action action) {
        var access = Access.system("identity", id, action, Resource.of("staff", id), "administration", NO_TRACE);
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, "identity.staff-request"));
    }

    private static Buffer encrypted(Request request, StaffAccounts.Issued issued) {
        var secrets = new Secrets(issued.password(), issued.totpSecret());
        return Buffer.buffer(Handover.seal(request.publicKey().getBytes(), Json.bytes(secrets)));
    }
}
