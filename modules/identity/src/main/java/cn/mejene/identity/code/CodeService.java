package cn.mejene.identity.code;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.MessagePort;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Tx;
import cn.mejene.vault.KeyRing;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends one-time codes and decides whether a presented one is right. It never looks at who an address belongs to, so it
 * behaves the same for known and unknown ones, be they numbers or e-mail addresses. Virtual threads only.
 */
public final class CodeService {
    private final CodeConfig config;
    private final Database database;
    private final KeyRing keyRing;
    private final CodeBudgets budgets;
    private final DeviceCredentials devices;
    private final MessagePort messages;
    private final InstantSource clock;
    private final OneTimeCodes codes;
    private final CodeRepository repository = new CodeRepository();

    /**
     * A code is on its way.
     *
     * @param resendAfter seconds until another one may be asked for
     */
    public record Sent(String requestId, long resendAfter) {}

    public CodeService(
            CodeConfig config,
            Database database,
            KeyRing keyRing,
            CodeBudgets budgets,
            MessagePort messages,
            InstantSource clock) {
        this.config = config;
        this.database = database;
        this.keyRing = keyRing;
        this.budgets = budgets;
        this.messages = messages;
        this.clock = clock;
        this.devices = new DeviceCredentials(keyRing, clock);
        this.codes = new OneTimeCodes(new SecureRandom(), keyRing);
    }

    /**
     * The same for who may ask on a familiar device: its codes have budgets of their own, and are neither held up nor
     * ended by those that strangers ask for. Where the credential proves nothing the device is a stranger's.
     */
    public Sent send(CodeAddress address, CodePurpose purpose, String client, @Nullable String credential) {
        var device = devices.device(credential, AddressIndex.of(keyRing, address));
        return send(new Wanted(address, purpose, client, device));
    }

    /** @param device that proved itself familiar */
    private record Wanted(CodeAddress address, CodePurpose purpose, String client, Optional<String> device) {}

    /**
     * Sends a new code, which ends the earlier ones of the same address and purpose.
     *
     * @param client network address of who asks
     * @throws Problem 429 when one was sent just now or too many were, 503 when no provider takes the message
     */
    public Sent send(CodeAddress address, CodePurpose purpose, String client) {
        return send(new Wanted(address, purpose, client, Optional.empty()));
    }

    private Sent send(Wanted wanted) {
        var requestId = Ids.make("crq");
        var code = codes.make();
        var address = wanted.address();
        database.run(tx -> store(tx, wanted, requestId, code));
        try {
            messages.send(new MessagePort.Message(
                    address.channel(), wanted.purpose().template(), address.text(), Map.of("code", code)));
        } catch (RuntimeException e) {
            // Nobody got it, so it must not hold up the next one.
            repository.delete(database, requestId);
            throw e;
        }
        return new Sent(requestId, config.resend().toSeconds());
    }

    private void store(Tx tx, Wanted wanted, String requestId, String code) {
        var now = clock.instant();
        var purpose = wanted.purpose();
        var index = AddressIndex.of(keyRing, wanted.address()).value();
        boolean familiar = wanted.device().isPresent();
        wanted.device()
                .ifPresentOrElse(
                        device -> budgets.spendSending(tx, device, wanted.client()),
                        () -> budgets.spendSending(tx, wanted.address(), wanted.client()));
        repository.lastSent(tx, index, purpose, familiar).ifPresent(last -> requireRested(last, now));
        repository.endEarlier(tx, index, purpose, familiar);
        repository.insert(
                tx,
                new CodeRepository.NewCode(
                        requestId,
                        index,
                        purpose,
                        codes.hash(requestId, code),
                        config.tries(),
                        now,
                        now.plus(config.lifetime()),
                        familiar));
    }

    private void requireRested(Instant last, Instant now) {
        var wait = Duration.between(now, last.plus(config.resend()));
        if (wait.isPositive()) {
            throw Problem.of(429, "code-sent-recently", "A code was sent just now; wait before asking for another.")
                    .header("Retry-After", Long.toString(wait.toSeconds() + 1));
        }
    }

    /**
     * A try of a code.
     *
     * @param failures tries of the number that were wrong in this window, this one included if it was
     */
    public record Attempt(boolean right, int failures) {}

    /**
     * Spends one try of the code, in a transaction of its own so that the try counts whatever happens afterwards. A
     * right code still has to be {@link #use used}.
     *
     * @throws Problem 401 {@code code-invalid} for every fault, 429 when the number's tries are used up
     */
    public void check(String requestId, AddressIndex phone, CodePurpose purpose, String code) {
        if (!attempt(requestId, phone, purpose, code).right()) {
            throw invalid();
        }
    }

    /**
     * The same for who wants to know how often it failed.
     *
     * @throws Problem 429 when the number's tries are used up
     */
    public Attempt attempt(String requestId, AddressIndex phone, CodePurpose purpose, String code) {
        return database.transaction(tx -> {
            var live = repository.spendTry(tx, requestId, phone.value(), purpose, clock.instant());
            if (live.isEmpty()) {
                return new Attempt(false, 0);
            }
            int spent = budgets.spendTry(tx, phone, live.get().familiar());
            return new Attempt(codes.matches(live.get().hash(), requestId, code), spent);
        });
    }

    /**
     * Uses a checked code up, in the transaction of what it allows.
     *
     * @return how many of the number's tries have failed in this window
     * @throws Problem 401 {@code code-invalid} when another call has used it meanwhile
     */
    public int use(Tx tx, String requestId, AddressIndex phone) {
        var familiar = repository.use(tx, requestId, clock.instant()).orElseThrow(CodeService::invalid);
        return budgets.giveBackTry(tx, phone, familiar);
    }

    /** Ends the codes that are on their way to an address which no longer is this person's. */
    public void end(Tx tx, AddressIndex address) {
        repository.endAll(tx, address.value());
    }

    /** What every fault of a code looks like. */
    public static Problem invalid() {
        return Problem.unauthorized("code-invalid", "The code is wrong, was used, or has expired.");
    }

    /** Forgets codes a day after they have expired. */
    public int sweep() {
        return repository.deleteExpiredBefore(database, clock.instant().minus(Duration.ofDays(1)));
    }
}
