package cn.mejene.launcher;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.outbound.Outbound;
import cn.mejene.launcher.system.Clause;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The boundaries that the documents promise, checked on every class of the product. */
final class ArchitectureTest {
    private static final Set<String> CLOCKS = Set.of(
            Instant.class.getName(),
            LocalDate.class.getName(),
            LocalDateTime.class.getName(),
            OffsetDateTime.class.getName(),
            ZonedDateTime.class.getName());

    /** What the installation's own databases, bucket, broker, scanner and nodes are reached by. */
    private static final Set<String> OWN_CONNECTIONS = Set.of(
            "cn.mejene.vault.store.S3Client",
            "cn.mejene.records.malware.ClamdScan",
            "cn.mejene.kernel.node.DatabaseConfig");

    private static final Set<String> CLIENTS = Set.of(
            "java.net.http",
            "java.net.Socket",
            "java.net.DatagramSocket",
            "java.net.URLConnection",
            "java.net.HttpURLConnection",
            "java.nio.channels.SocketChannel",
            "java.nio.channels.AsynchronousSocketChannel",
            "java.nio.channels.DatagramChannel",
            "javax.net.SocketFactory",
            "io.netty.bootstrap.Bootstrap",
            "io.vertx.ext.mail.MailClient",
            "software.amazon.awssdk.http.nio.netty");

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("cn.mejene");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "audit",
                "consent",
                "identity",
                "members",
                "records",
                "notifications",
                "payments",
                "membership",
                "support",
                "insights"
            })
    void module_seesKernelAndVaultsApi_only(String module) {
        classes()
                .that()
                .resideInAPackage("cn.mejene." + module + "..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages("cn.mejene..")
                        .or(resideInAnyPackage(
                                "cn.mejene." + module + "..",
                                "cn.mejene.kernel",
                                "cn.mejene.kernel.call",
                                "cn.mejene.kernel.config",
                                "cn.mejene.kernel.data",
                                "cn.mejene.kernel.document",
                                "cn.mejene.kernel.event",
                                "cn.mejene.kernel.job",
                                "cn.mejene.kernel.outbound",
                                "cn.mejene.kernel.privacy",
                                "cn.mejene.kernel.stream",
                                "cn.mejene.vault")))
                .check(PRODUCT);
    }

    @Test
    void kernel_knowsNobody() {
        noClasses()
                .that()
                .resideInAPackage("cn.mejene.kernel..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("cn.mejene..").and(resideOutsideOfPackages("cn.mejene.kernel..")))
                .check(PRODUCT);
    }

    @Test
    void gateway_knowsNoModule() {
        noClasses()
                .that()
                .resideInAPackage("cn.mejene.gateway..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "cn.mejene.audit..",
                        "cn.mejene.consent..",
                        "cn.mejene.identity..",
                        "cn.mejene.members..",
                        "cn.mejene.records..",
                        "cn.mejene.notifications..",
                        "cn.mejene.payments..",
                        "cn.mejene.membership..",
                        "cn.mejene.support..",
                        "cn.mejene.services..",
                        "cn.mejene.launcher.."))
                .check(PRODUCT);
    }

    @Test
    void node_isWithoutServicesAndLauncher() {
        noClasses()
                .that(resideOutsideOfPackages(
                        "cn.mejene.services..", "cn.mejene.chaos..", "cn.mejene.bench..", "cn.mejene.launcher.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "cn.mejene.services..", "cn.mejene.chaos..", "cn.mejene.bench..", "cn.mejene.launcher.."))
                .check(PRODUCT);
    }

    @Test
    void faultTool_knowsTheSystemFromOutside() {
        classes()
                .that()
                .resideInAPackage("cn.mejene.chaos..")
                .and()
                .resideOutsideOfPackage("cn.mejene.chaos.seal")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages("cn.mejene..")
                        .or(resideInAnyPackage(
                                "cn.mejene.chaos..",
                                "cn.mejene.services",
                                "cn.mejene.services.host",
                                "cn.mejene.audit.verify")))
                .check(PRODUCT);
    }

    /** The seal format is put to the test by itself, which an outside view cannot. */
    @Test
    void faultTool_knowsTheSealFormatAlone_whereItSealsMillions() {
        classes()
                .that()
                .resideInAPackage("cn.mejene.chaos.seal")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages("cn.mejene..")
                        .or(resideInAnyPackage("cn.mejene.chaos.seal", "cn.mejene.vault.seal")))
                .check(PRODUCT);
    }

    @Test
    void measuringTool_knowsTheSystemFromOutside() {
        classes()
                .that()
                .resideInAPackage("cn.mejene.bench..")
                .and()
                .resideOutsideOfPackage("cn.mejene.bench.node")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages("cn.mejene..")
                        .or(resideInAnyPackage("cn.mejene.bench..", "cn.mejene.chaos..", "cn.mejene.services.host")))
                .check(PRODUCT);
    }

    /** A log that can be switched off is in a program of the tool's own, which nothing else knows. */
    @Test
    void measuringTool_switchesTheLogOfItsOwnNode_only() {
        noClasses()
                .that()
                .resideOutsideOfPackage("cn.mejene.bench.node")
                .should()
                .dependOnClassesThat(resideInAnyPackage("cn.mejene.bench.node"))
                .check(PRODUCT);
    }

    @Test
    void eventLoops_neverBlock() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "cn.mejene.gateway.http..", "cn.mejene.gateway.stream..", "cn.mejene.gateway.token..")
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "waits for a future, sleeps or joins",
                        call -> isCall(call, Future.class, "await")
                                || isCall(call, Thread.class, "sleep")
                                || isCall(call, Thread.class, "join")))
                .because("only what boots a node may wait")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .withImportOption(location -> !location.contains("TokenAuthenticator"))
                        .importPackages("cn.mejene.gateway"));
    }

    /** Handlers of one verticle wait in turn; one that waits for a lock stops the holder's answer from being taken. */
    @Test
    void verticles_holdNoLock_whileTheyWait() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "cn.mejene.audit..",
                        "cn.mejene.consent..",
                        "cn.mejene.identity..",
                        "cn.mejene.members..",
                        "cn.mejene.membership..",
                        "cn.mejene.notifications..",
                        "cn.mejene.payments..",
                        "cn.mejene.records..",
                        "cn.mejene.support..",
                        "cn.mejene.vault.keys..")
                .and(resideOutsideOfPackages("cn.mejene.audit.verify.."))
                .should()
                .dependOnClassesThat(assignableTo(Lock.class))
                .orShould()
                .callMethodWhere(DescribedPredicate.describe(
                        "computes inside a cache",
                        call -> owner(call).startsWith("com.github.benmanes.caffeine.")
                                && call.getName().equals("get")))
                .check(PRODUCT);
    }

    @Test
    void systemClock_isReadByTheKernelOnly() {
        noClasses()
                .that(resideOutsideOfPackages(
                        "cn.mejene.kernel.node..", "cn.mejene.services..", "cn.mejene.launcher.."))
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "reads the system clock",
                        call -> (call.getName().equals("now") && CLOCKS.contains(owner(call)))
                                || isCall(call, System.class, "currentTimeMillis")
                                || isCall(call, InstantSource.class, "system")
                                || (owner(call).equals(Clock.class.getName())
                                        && call.getName().startsWith("system"))))
                .check(PRODUCT);
    }

    @Test
    void sql_standsInRepositories() {
        noClasses()
                .that(resideOutsideOfPackages("cn.mejene.kernel..")
                        .and(DescribedPredicate.describe(
                                "is no repository", c -> !c.getName().contains("Repository"))))
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "runs SQL",
                        call -> call.getTargetOwner().isAssignableTo(Sql.class)
                                && Set.of("list", "find", "one", "update").contains(call.getName())))
                .check(PRODUCT);
    }

    @Test
    void ciphers_areTheVaultsBusiness() {
        noClasses()
                // The sandbox providers seal what the real ones do, and so does who measures how it is taken; the fault
                // tool opens what the vault sealed.
                .that(resideOutsideOfPackages(
                        "cn.mejene.vault..", "cn.mejene.services..", "cn.mejene.bench.load", "cn.mejene.chaos.seal"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("com.google.crypto.tink.."))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("javax.crypto.Cipher")
                .check(PRODUCT);
    }

    /** The rest goes to services of the installation's own, whose regions are checked at boot, or to this very machine. */
    @Test
    @Clause({"II(B)1", "VII(A)1"})
    void nothing_leavesButThroughOutbound() {
        noClasses()
                .that(resideOutsideOfPackages(
                        "cn.mejene.kernel.outbound..",
                        "cn.mejene.services..",
                        "cn.mejene.launcher..",
                        "cn.mejene.chaos..",
                        "cn.mejene.bench..",
                        "cn.mejene.audit.verify..",
                        "cn.mejene.gateway.dev.."))
                .and(DescribedPredicate.describe(
                        "connect to nothing of the installation's own",
                        type -> !OWN_CONNECTIONS.contains(type.getName()) && !asksOutbound(type)))
                .should()
                .callMethodWhere(
                        DescribedPredicate.describe("makes a connection of its own", ArchitectureTest::connects))
                .orShould()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are clients of their own",
                        type -> CLIENTS.contains(type.getName()) || CLIENTS.contains(type.getPackageName())))
                .check(PRODUCT);
    }

    /** Leaves connecting to a library, and asks before it does. */
    private static boolean asksOutbound(JavaClass type) {
        return type.getMethodCallsFromSelf().stream()
                .anyMatch(call -> isCall(call, Outbound.class, "requireThirdParty"));
    }

    private static boolean connects(JavaCall<?> call) {
        var owner = owner(call);
        var name = call.getName();
        return switch (owner) {
            case "io.vertx.ext.web.client.WebClient" -> name.equals("create") || name.equals("wrap");
            case "io.vertx.core.Vertx" ->
                name.startsWith("create") && name.contains("Client")
                        || name.equals("httpClientBuilder")
                        || name.equals("createDatagramSocket");
            case "java.net.URL" -> name.startsWith("open");
            default -> false;
        };
    }

    private static boolean isCall(JavaCall<?> call, Class<?> owner, String name) {
        return owner(call).equals(owner.getName()) && call.getName().equals(name);
    }

    private static String owner(JavaCall<?> call) {
        return call.getTargetOwner().getName();
    }
}
