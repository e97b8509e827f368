package cn.mejene.consent.decision;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.consent.decision.AccessRules.Ruling;
import cn.mejene.consent.decision.Demand.Held;
import cn.mejene.consent.grant.Scope;
import cn.mejene.consent.purpose.Catalogue;
import cn.mejene.consent.register.Operators;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.kernel.testing.Clause;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The decision table of accesses, on the published catalogue. */
class AccessRulesTest {
    private static final String MEMBER = "mem_01k0a3b4c5d6e7f8g9hajbkcmd";
    private static final String OTHER = "mem_01k0a3b4c5d6e7f8g9hajbkcme";
    private static final String CLINIC = "cli_01k0a3b4c5d6e7f8g9hajbkcmd";
    private static final String OTHER_CLINIC = "cli_01k0a3b4c5d6e7f8g9hajbkcme";
    private static final Resource RECORD = Resource.of("record");
    private static final Resource OWN = new Resource("record", null, CLINIC);
    private static final Resource FOREIGN = new Resource("record", null, OTHER_CLINIC);

    private static final Policies FOLDER = new Policies(Path.of("../../config/policy"));

    private final AccessRules rules = new AccessRules(Catalogue.load(FOLDER), Operators.load(FOLDER));

    @ParameterizedTest
    @EnumSource(Action.class)
    void rule_isEmpty_whenMemberAsksForHerOwn(Action action) {
        var access = Access.own(Principal.member(MEMBER, "ses"), action, RECORD, "t");

        assertAllowed(access);
    }

    @Test
    void rule_isForbidden_whenMemberAsksForAnother() {
        assertForbidden(new Access(
                Principal.member(MEMBER, "ses"), OTHER, Action.READ, RECORD, "self", LegalBasis.OWN_REQUEST, "t"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"treatment", "marketing", ""})
    void rule_isForbidden_whenMemberStatesAnotherPurpose(String purpose) {
        assertForbidden(new Access(
                Principal.member(MEMBER, "ses"), MEMBER, Action.READ, RECORD, purpose, LegalBasis.OWN_REQUEST, "t"));
    }

    @Test
    void rule_isEmpty_whenCatalogueAllowsTheModule() {
        assertAllowed(Access.system("identity", MEMBER, Action.READ, RECORD, "authentication", "t"));
        assertAllowed(Access.system("identity", "platform", Action.READ, RECORD, "authentication", "t"));
    }

    @Test
    void rule_isForbidden_whenCatalogueDoesNotAllowTheModule() {
        assertForbidden(Access.system("notifications", MEMBER, Action.READ, RECORD, "authentication", "t"));
        assertForbidden(Access.system("identity", MEMBER, Action.READ, RECORD, "marketing", "t"));
    }

    @Test
    void rule_isForbidden_whenAnyoneElseAsksForThePlatform() {
        assertForbidden(clinic("platform", Action.READ, OWN, "treatment", LegalBasis.CONSENT));
        assertForbidden(Access.own(Principal.member("platform", "ses"), Action.READ, RECORD, "t"));
    }

    @Test
    void rule_isWriteGrant_whenClinicUploads() {
        var demand = new Demand(new Held(CLINIC, Scope.RECORDS_WRITE), false, List.of("clinic-records"));

        assertThat(rules.rule(clinic(Action.WRITE, OWN))).isEqualTo(new Ruling.Open(demand));
        assertThat(rules.rule(clinic(Action.WRITE, RECORD))).isEqualTo(new Ruling.Open(demand));
    }

    @Test
    void rule_isReadGrant_whenClinicReadsItsOwn() {
        assertThat(rules.rule(clinic(Action.READ, OWN)))
                .isEqualTo(new Ruling.Open(
                        new Demand(new Held(CLINIC, Scope.RECORDS_READ), true, List.of("clinic-records"))));
    }

    @Test
    void rule_isHistoryGrantAndConsent_whenClinicReadsOthers() {
        var demand =
                new Demand(new Held(CLINIC, Scope.HISTORY_READ), true, List.of("clinic-records", "clinic-history"));

        assertThat(rules.rule(clinic(Action.READ, FOREIGN))).isEqualTo(new Ruling.Open(demand));
        assertThat(rules.rule(clinic(Action.READ, RECORD))).isEqualTo(new Ruling.Open(demand));
    }

    @Test
    void rule_isForbidden_whenClinicWritesOverAnotherOrErases() {
        assertForbidden(clinic(Action.WRITE, FOREIGN));
        assertForbidden(clinic(Action.ERASE, OWN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"marketing", "self", "authentication", "clinic-records", ""})
    void rule_isForbidden_whenClinicStatesAnotherPurpose(String purpose) {
        assertForbidden(clinic(MEMBER, Action.READ, OWN, purpose, LegalBasis.CONSENT));
    }

    @ParameterizedTest
    @EnumSource(value = LegalBasis.class, mode = EnumSource.Mode.EXCLUDE, names = "CONSENT")
    void rule_isForbidden_whenClinicNamesAnotherBasis(LegalBasis basis) {
        assertForbidden(clinic(MEMBER, Action.READ, OWN, "treatment", basis));
    }

    @Test
    void rule_isForbidden_whenClinicWantsAnythingButRecords() {
        assertForbidden(clinic(Action.READ, new Resource("profile", null, CLINIC)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"support", "officer", "auditor", "admin"})
    void rule_isForbidden_whenOtherStaffAsk(String role) {
        var staff = new Principal("stf", Set.of(role), "ses", CLINIC, "mejene-shenzhen", "mainland");

        assertForbidden(new Access(staff, MEMBER, Action.READ, OWN, "treatment", LegalBasis.CONSENT, "t"));
    }

    @Test
    @Clause({"I(A)6", "VII(A)1"})
    void rule_showsATicket_toSupportOnly_forCustomerService_onTheContract() {
        assertThat(rules.rule(support(Action.READ, "ticket", "customer-service", "mainland")))
                .isEqualTo(new Ruling.Open(Demand.SHOWN));
        assertAllowed(support(Action.WRITE, "ticket", "customer-service", "mainland"));
        assertForbidden(support(Action.ERASE, "ticket", "customer-service", "mainland"));
        assertForbidden(support(Action.READ, "record", "customer-service", "mainland"));
        assertForbidden(support(Action.READ, "ticket", "marketing", "mainland"));
        assertThat(refusal(support(Action.READ, "ticket", "customer-service", "hk")))
                .isEqualTo(Reason.ABROAD);
        var clinic = clinic(MEMBER, Action.READ, Resource.of("ticket"), "customer-service", LegalBasis.CONTRACT);
        assertForbidden(clinic);
    }

    private static Access support(Action action, String type, String purpose, String network) {
        var staff = new Principal("stf", Set.of("support"), "ses", null, "mejene-shenzhen", network);
        return new Access(staff, MEMBER, action, Resource.of(type), purpose, LegalBasis.CONTRACT, "t");
    }

    @Test
    void rule_isForbidden_whenNobodyKnownAsks() {
        assertForbidden(
                new Access(Principal.anonymous(), MEMBER, Action.READ, OWN, "treatment", LegalBasis.CONSENT, "t"));
    }

    private static Access clinic(Action action, Resource resource) {
        return clinic(MEMBER, action, resource, "treatment", LegalBasis.CONSENT);
    }

    private static Access clinic(String subject, Action action, Resource resource, String purpose, LegalBasis basis) {
        var staff = new Principal("stf", Set.of("clinic"), "ses", CLINIC, "clinic-a", "mainland");
        return new Access(staff, subject, action, resource, purpose, basis, "t");
    }

    @Test
    @Clause("VII(A)1")
    void rule_isAbroad_whenStaffWorkForAnOperatorAbroadOrFromElsewhere() {
        assertThat(refusal(staff("mejene-limited", "mainland"))).isEqualTo(Reason.ABROAD);
        assertThat(refusal(staff("clinic-a", "hk"))).isEqualTo(Reason.ABROAD);
        assertThat(refusal(staff("clinic-a", null))).isEqualTo(Reason.ABROAD);
        assertThat(refusal(staff(null, "mainland"))).isEqualTo(Reason.ABROAD);
    }

    @Test
    void rule_dependsOnConsent_whenMemberOrPlatformActForAPurposeOfTheCatalogue() {
        var member = new Access(
                Principal.member(MEMBER, "ses"), MEMBER, Action.READ, RECORD, "annual-report", LegalBasis.CONSENT, "t");
        var message = Access.system("notifications", MEMBER, Action.READ, Resource.of("contact"), "marketing", "t");

        assertThat(rules.rule(member)).isEqualTo(new Ruling.Open(Demand.consent("annual-report")));
        assertThat(rules.rule(message)).isEqualTo(new Ruling.Open(Demand.consent("marketing")));
    }

    @Test
    @Clause({"III.0", "VII(A)1"})
    void rule_asksTheGate_whenAnOfficerOfTheMainlandOpensADisclosure_andNobodyElse() {
        assertThat(rules.rule(disclosure("officer", "mejene-shenzhen", Action.READ)))
                .isEqualTo(new Ruling.Disclosed());
        assertThat(refusal(disclosure("officer", "mejene-limited", Action.READ)))
                .isEqualTo(Reason.ABROAD);
        for (var role : Set.of("support", "auditor", "admin")) {
            assertForbidden(disclosure(role, "mejene-shenzhen", Action.READ));
        }
        assertForbidden(disclosure("officer", "mejene-shenzhen", Action.ERASE));
    }

    private static Access disclosure(String role, String employer, Action action) {
        var actor = new Principal("stf", Set.of(role), "ses", null, employer, "mainland");
        var resource = Resource.of("disclosure", "dis_1");
        return new Access(actor, MEMBER, action, resource, "disclosure", LegalBasis.CONSENT, "t");
    }

    private static Access staff(@Nullable String employer, @Nullable String network) {
        var actor = new Principal("stf", Set.of("clinic"), "ses", CLINIC, employer, network);
        return new Access(actor, MEMBER, Action.READ, OWN, "treatment", LegalBasis.CONSENT, "t");
    }

    private Reason refusal(Access access) {
        assertThat(rules.rule(access)).isInstanceOf(Ruling.Settled.class);
        return ((Ruling.Settled) rules.rule(access)).verdict().reason();
    }

    private void assertAllowed(Access access) {
        assertThat(refusal(access).allows()).isTrue();
    }

    private void assertForbidden(Access access) {
        assertThat(refusal(access).code()).isEqualTo("forbidden");
    }
}
