package cn.mejene.identity;

import cn.mejene.identity.budget.BudgetRepository;
import cn.mejene.identity.code.CodeBudgets;
import cn.mejene.identity.code.CodePurpose;
import cn.mejene.identity.code.CodeService;
import cn.mejene.identity.code.DeviceCredentials;
import cn.mejene.identity.code.MailCodes;
import cn.mejene.identity.code.PhoneNumbers;
import cn.mejene.identity.guardian.GuardianNumbers;
import cn.mejene.identity.guardian.Guardians;
import cn.mejene.identity.member.Accounts;
import cn.mejene.identity.member.Entrance;
import cn.mejene.identity.member.FormerPhones;
import cn.mejene.identity.member.KnownNumberRepository;
import cn.mejene.identity.member.MemberAddresses;
import cn.mejene.identity.member.MemberSignIn;
import cn.mejene.identity.member.Minors;
import cn.mejene.identity.member.Numbers;
import cn.mejene.identity.member.PhoneChange;
import cn.mejene.identity.member.PhoneProofs;
import cn.mejene.identity.member.StandingRepository;
import cn.mejene.identity.member.StepUp;
import cn.mejene.identity.member.UnusualSignIns;
import cn.mejene.identity.member.Wards;
import cn.mejene.identity.member.WechatSignIn;
import cn.mejene.identity.session.Devices;
import cn.mejene.identity.session.LiveSessions;
import cn.mejene.identity.session.SessionEnding;
import cn.mejene.identity.session.SessionService;
import cn.mejene.identity.staff.ActiveStaffRepository;
import cn.mejene.identity.staff.DemoStaff;
import cn.mejene.identity.staff.DemoStaffConfig;
import cn.mejene.identity.staff.StaffAdministration;
import cn.mejene.identity.staff.StaffBudgets;
import cn.mejene.identity.staff.StaffCredentials;
import cn.mejene.identity.staff.StaffRequests;
import cn.mejene.identity.staff.StaffSignIn;
import cn.mejene.identity.support.SupportVerifications;
import cn.mejene.identity.token.AccessTokens;
import cn.mejene.identity.token.SigningKeys;
import cn.mejene.identity.wechat.Wechat;
import cn.mejene.identity.wechat.WechatConfig;
import cn.mejene.identity.wechat.WechatIdentityRepository;
import cn.mejene.identity.wechat.WechatPayers;
import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Ports;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.MessagePort;
import cn.mejene.kernel.call.PublishedKeys;
import cn.mejene.kernel.call.Sessions;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.MemberStandings;
import cn.mejene.kernel.privacy.PolicyAcceptances;
import cn.mejene.kernel.privacy.Sources;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyLifecycle;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.KeyState;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in. Provides {@link Sessions}; needs {@link KeyRing}, {@link AuditAppender}, {@link PolicyAcceptances}
 * and {@link MessagePort}. It knows no profile and grants nothing.
 */
public final class IdentityModule implements Module<IdentityConfig> {
    private static final Duration PURGE = Duration.ofMinutes(10);
    private static final Duration SWEEP = Duration.ofMinutes(15);
    private static final Duration REQUESTS = Duration.ofSeconds(1);
    private static final LocalTime BIRTHDAYS = LocalTime.of(0, 5);
    private static final LocalTime ROTATION = LocalTime.of(4, 10);

    private record SendCode(
            String phone, CodePurpose purpose, @Nullable String deviceCredential) {
        @Override
        public String toString() {
            return "SendCode[" + purpose + "]";
        }
    }

    private record Refresh(String refreshToken) {
        @Override
        public String toString() {
            return "Refresh[***]";
        }
    }

    @Override
    public String name() {
        return "identity";
    }

    @Override
    public Class<IdentityConfig> configType() {
        return IdentityConfig.class;
    }

    @Override
    public void provide(IdentityConfig config, ModuleContext context, Ports ports) {
        ports.provide(Sessions.class, new LiveSessions(context.database(), context.clock()));
        ports.provide(MemberStandings.class, new StandingRepository());
    }

    @Override
    public void prepare(IdentityConfig config, ModuleContext context) {
        signingKeys(config, context).prepare();
        var demo = config.demoStaff();
        if (demo != null) {
            if (!context.development()) {
                throw new ConfigException("modules.identity.demoStaff: demo staff exist in the profile dev only");
            }
            demoStaff(demo, context).prepare();
        }
    }

    private static DemoStaff demoStaff(DemoStaffConfig demo, ModuleContext context) {
        return new DemoStaff(demo, context.database(), context.port(KeyRing.class), context.clock());
    }

    @Override
    public void serve(IdentityConfig config, ModuleContext context, Operations operations) {
        var keyRing = context.port(KeyRing.class);
        var keys = signingKeys(config, context);
        var tokens = new AccessTokens(keys, config.tokens(), context.clock());
        var sessions = new SessionService(context.database(), keyRing, tokens, config.tokens(), context.clock());
        var budgets = new BudgetRepository(keyRing);
        var codes = codes(config, context, budgets);
        var guardians = guardians(config, context, codes);
        var accounts = new Accounts(context, guardians, config.recycledAfter());
        var wards = new Wards(context, guardians, member -> erase(context, member), config.guardianDeadline());
        var unusual = new UnusualSignIns(context.database(), keyRing, context.outbox(), context.clock());
        serveCodes(config, operations, codes);
        serveSignIn(config, context, operations, new SignInParts(budgets, codes, accounts, sessions, unusual));
        serveSessions(context, operations, sessions);
        serveTokens(
                context,
                operations,
                new StepUp(context.database(), accounts, codes, tokens, context.port(AuditAppender.class)));
        serveAccounts(config, context, operations, accounts);
        serveStaff(context, operations);
        serveWards(context, operations, guardians, wards);
        var callers = serveAddresses(config, context, operations, new PhoneParts(codes, accounts, guardians));
        var demo = config.demoStaff();
        if (demo != null) {
            var staff = demoStaff(demo, context);
            operations.internal("identity.list-demo-staff", call -> Answer.ok(staff.list()));
        }
        serveJobs(
                operations,
                keys,
                List.of(
                        codes::sweep,
                        () -> budgets.sweep(context.database()),
                        () -> ending(context).sweep(context.database()),
                        unusual::sweep,
                        guardians::sweep,
                        new FormerPhones(context)::sweep,
                        callers::sweep,
                        () -> wards.purge(context.clock().instant())));
    }

    /** What the ways to sign in are built from. */
    private record SignInParts(
            BudgetRepository budgets,
            CodeService codes,
            Accounts accounts,
            SessionService sessions,
            UnusualSignIns unusual) {}

    private static void serveCodes(IdentityConfig config, Operations operations, CodeService codes) {
        var numbers = numbers(config);
        operations.read("identity.send-code", call -> {
            var body = call.body(SendCode.class);
            return Answer.accepted(
                    codes.send(numbers.read(body.phone()), body.purpose(), call.client(), body.deviceCredential()));
        });
    }

    private static Wechat wechat(WechatConfig config, ModuleContext context, KeyRing keyRing) {
        return new Wechat(
                context.outbound(), context.port(Sources.class), config, context.database(), keyRing, context.clock());
    }

    private static void serveSignIn(
            IdentityConfig config, ModuleContext context, Operations operations, SignInParts parts) {
        var keyRing = context.port(KeyRing.class);
        var audit = context.port(AuditAppender.class);
        var phones = new PhoneProofs(numbers(config), parts.codes(), keyRing, parts.unusual());
        var entrance = new Entrance(
                parts.sessions(),
                context.port(PolicyAcceptances.class),
                audit,
                parts.unusual(),
                new DeviceCredentials(keyRing, context.clock()),
                context.bus());
        var members = new MemberSignIn(context.database(), phones, parts.accounts(), entrance);
        var wechat = config.wechat() == null
                ? null
                : new WechatSignIn(
                        wechat(config.wechat(), context, keyRing),
                        new WechatIdentityRepository(keyRing),
                        phones,
                        parts.accounts(),
                        entrance);
        var staff = new StaffSignIn(
                context.database(),
                new StaffCredentials(context.database(), keyRing, context.clock(), config.totpSingleUse()),
                new StaffBudgets(parts.budgets(), config.budgets()),
                parts.sessions(),
                audit);
        operations.read("identity.create-session", call -> switch (SignInBody.of(call)) {
            case SignInBody.Sms sms -> members.signIn(call, sms.grant());
            case SignInBody.ThroughWechat through when wechat != null -> wechat.signIn(call, through.grant());
            case SignInBody.ThroughWechat through ->
                throw Problem.invalid("/grant", "enum", "Nobody signs in through WeChat here.");
            case SignInBody.OfStaff ofStaff -> staff.signIn(call, ofStaff.grant());
        });
    }

    private static void serveSessions(ModuleContext context, Operations operations, SessionService sessions) {
        var ending = ending(context);
        var devices = new Devices(context.database(), context.port(KeyRing.class), context.clock());
        operations.read(
                "identity.refresh",
                call -> Answer.ok(sessions.refresh(call.body(Refresh.class).refreshToken())));
        operations.write("identity.sign-out", (call, tx) -> {
            ending.here(call, tx);
            return Answer.noContent();
        });
        operations.read("identity.list-devices", devices::list);
        operations.write("identity.sign-out-device", (call, tx) -> {
            ending.there(call, tx, call.path("id"));
            return Answer.noContent();
        });
        operations.write("identity.sign-out-everywhere", (call, tx) -> {
            ending.everywhere(call, tx);
            return Answer.noContent();
        });
    }

    private static void serveTokens(ModuleContext context, Operations operations, StepUp stepUp) {
        operations.read("identity.step-up", stepUp::stepUp);
        operations.internal("identity.use-step-up-code", stepUp::useCode);
        operations.read("identity.jwks", call -> {
            var tokens = context.port(Sessions.class).verificationKeys().await();
            var documents = context.ports()
                    .find(PublishedKeys.class)
                    .map(PublishedKeys::keys)
                    .orElse(List.of());
            var keys = Stream.concat(tokens.stream(), documents.stream())
                    .map(key -> key.getMap())
                    .toList();
            return Answer.ok(Map.of("keys", keys)).header("Cache-Control", "public, max-age=60");
        });
    }

    private static void serveAccounts(
            IdentityConfig config, ModuleContext context, Operations operations, Accounts accounts) {
        if (config.wechat() != null) {
            operations.internal(
                    "identity.wechat-openid",
                    new WechatPayers(config.wechat(), context.database(), context.port(KeyRing.class))::openid);
        }
        operations.internal("identity.account", accounts::own);
        var numbers = new Numbers(new PhoneNumbers(config.codes().regions()), context);
        operations.internal("identity.open-phone-numbers", numbers::open);
        operations.internal("identity.find-by-phone", numbers::find);
        operations.internal(
                "identity.list-active-staff", call -> Answer.ok(new ActiveStaffRepository().all(context.database())));
        operations.internal(
                "identity.list-staff-kinds", call -> Answer.ok(new ActiveStaffRepository().kinds(context.database())));
    }

    private static Guardians guardians(IdentityConfig config, ModuleContext context, CodeService codes) {
        var numbers = numbers(config);
        var known = new KnownNumberRepository(context.database());
        return new Guardians(context, codes, numbers, known::of);
    }

    /** What a law wants to be kept, orders and the log, stays. */
    private static void erase(ModuleContext context, String member) {
        var keys = context.port(KeyLifecycle.class);
        for (var keyClass : List.of(KeyClass.CARE, KeyClass.EVIDENCE, KeyClass.IDENTITY)) {
            keys.change(member, keyClass, KeyState.DESTROYED);
        }
    }

    private static void serveWards(ModuleContext context, Operations operations, Guardians guardians, Wards wards) {
        operations.read("identity.give-guardian", wards::give);
        operations.write("identity.verify-guardian", guardians::verify);
        operations.internal("identity.report-birth-month", wards::report);
        operations.internal("identity.require-guardian", wards::requireGuardian);
        operations.internal("identity.open-guardian-numbers", new GuardianNumbers(context)::open);
        operations.job(new Job("identity.birthdays", new Schedule.Daily(BIRTHDAYS), run -> {
            wards.celebrate(run.due());
            wards.purge(run.due());
        }));
        // A deadline in hours is not kept by a job of every day.
        operations.job(new Job(
                "identity.purge-wards",
                new Schedule.RealInterval(PURGE),
                run -> wards.purge(context.clock().instant())));
    }

    /** What changing a number needs. */
    private record PhoneParts(CodeService codes, Accounts accounts, Guardians guardians) {}

    private static SupportVerifications serveAddresses(
            IdentityConfig config, ModuleContext context, Operations operations, PhoneParts parts) {
        var codes = parts.codes();
        var phones = new PhoneChange(context, codes, numbers(config), parts.accounts(), parts.guardians());
        operations.read("identity.change-phone", phones::change);
        var mail = new MailCodes(codes, context.database(), context.port(KeyRing.class));
        operations.internal("identity.send-mail-code", mail::send);
        operations.internal("identity.use-mail-code", mail::use);
        var addresses = new MemberAddresses(context, numbers(config));
        var callers = new SupportVerifications(
                context, codes, addresses, config.codes().resend());
        operations.read("identity.begin-support-verification", callers::begin);
        operations.read("identity.redeem-support-verification", callers::redeem);
        operations.internal("identity.support-subject", callers::subject);
        operations.internal("identity.list-minors", new Minors(context, config.guardianDeadline())::list);
        return callers;
    }

    private static void serveStaff(ModuleContext context, Operations operations) {
        var staff = new StaffAdministration(context);
        operations.write("identity.create-staff", staff::create);
        operations.read("identity.list-staff", staff::list);
        operations.write("identity.reset-staff", staff::reset);
        operations.write("identity.disable-staff", staff::disable);
        var requests = new StaffRequests(context);
        operations.background("identity.staff-requests", REQUESTS, requests::step);
        operations.job(
                new Job("identity.sweep-staff-requests", new Schedule.RealInterval(SWEEP), run -> requests.sweep()));
    }

    private static void serveJobs(Operations operations, SigningKeys keys, List<Runnable> sweeps) {
        operations.job(
                new Job("identity.sweep", new Schedule.RealInterval(SWEEP), run -> sweeps.forEach(Runnable::run)));
        operations.job(new Job("identity.rotate-signing-key", new Schedule.Daily(ROTATION), run -> keys.rotate()));
    }

    private static PhoneNumbers numbers(IdentityConfig config) {
        return new PhoneNumbers(config.codes().regions());
    }

    private static SessionEnding ending(ModuleContext context) {
        return new SessionEnding(context.port(KeyRing.class), context.port(AuditAppender.class), context.clock());
    }

    private static CodeService codes(IdentityConfig config, ModuleContext context, BudgetRepository budgets) {
        return new CodeService(
                config.codes(),
                context.database(),
                context.port(KeyRing.class),
                new CodeBudgets(budgets, config.budgets()),
                context.port(MessagePort.class),
                context.clock());
    }

    private static SigningKeys signingKeys(IdentityConfig config, ModuleContext context) {
        return new SigningKeys(
                context.vertx(), context.database(), context.port(KeyRing.class), config.tokens(), context.clock());
    }
}
