package cn.mejene.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.consent.AccessRules.Demand;
import cn.mejene.consent.grant.Scope;
import cn.mejene.consent.purpose.Catalogue;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.LegalBasis;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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

    private final AccessRules rules = new AccessRules(Catalogue.load(new Policies(Path.of("../../config/policy"))));

    @ParameterizedTest
    @EnumSource(Action.class)
    void demand_isEmpty_whenMemberAsksForHerOwn(Action action) {
        var access = Access.own(Principal.member(MEMBER, "ses"), action, RECORD, "t");

        assertThat(rules.demand(access)).isEmpty();
    }

    @Test
    void demand_isForbidden_whenMemberAsksForAnother() {
        assertForbidden(new Access(
                Principal.member(MEMBER, "ses"), OTHER, Action.READ, RECORD, "self", LegalBasis.OWN_REQUEST, "t"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"treatment", "marketing", ""})
    void demand_isForbidden_whenMemberStatesAnotherPurpose(String purpose) {
        assertForbidden(new Access(
                Principal.member(MEMBER, "ses"), MEMBER, Action.READ, RECORD, purpose, LegalBasis.OWN_REQUEST, "t"));
    }

    @Test
    void demand_isEmpty_whenCatalogueAllowsTheModule() {
        assertThat(rules.demand(Access.system("identity", MEMBER, Action.READ, RECORD, "authentication", "t")))
                .isEmpty();
        assertThat(rules.demand(Access.system("identity", "platform", Action.READ, RECORD, "authentication", "t")))
                .isEmpty();
    }

    @Test
    void demand_isForbidden_whenCatalogueDoesNotAllowTheModule() {
        assertForbidden(Access.system("notifications", MEMBER, Action.READ, RECORD, "authentication", "t"));
        assertForbidden(Access.system("identity", MEMBER, Action.READ, RECORD, "marketing", "t"));
    }

    @Test
    void demand_isForbidden_whenAnyoneElseAsksForThePlatform() {
        assertForbidden(clinic("platform", Action.READ, OWN, "treatment", LegalBasis.CONSENT));
        assertForbidden(Access.own(Principal.member("platform", "ses"), Action.READ, RECORD, "t"));
    }

    @Test
    void demand_isWriteGrant_whenClinicUploads() {
        var demand = new Demand(CLINIC, Scope.RECORDS_WRITE, List.of("clinic-records"));

        assertThat(rules.demand(clinic(Action.WRITE, OWN))).contains(demand);
        assertThat(rules.demand(clinic(Action.WRITE, RECORD))).contains(demand);
    }

    @Test
    void demand_isReadGrant_whenClinicReadsItsOwn() {
        assertThat(rules.demand(clinic(Action.READ, OWN)))
                .contains(new Demand(CLINIC, Scope.RECORDS_READ, List.of("clinic-records")));
    }

    @Test
    void demand_isHistoryGrantAndConsent_whenClinicReadsOthers() {
        var demand = new Demand(CLINIC, Scope.HISTORY_READ, List.of("clinic-records", "clinic-history"));

        assertThat(rules.demand(clinic(Action.READ, FOREIGN))).contains(demand);
        assertThat(rules.demand(clinic(Action.READ, RECORD))).contains(demand);
    }

    @Test
    void demand_isForbidden_whenClinicWritesOverAnotherOrErases() {
        assertForbidden(clinic(Action.WRITE, FOREIGN));
        assertForbidden(clinic(Action.ERASE, OWN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"marketing", "self", "authentication", "clinic-records", ""})
    void demand_isForbidden_whenClinicStatesAnotherPurpose(String purpose) {
        assertForbidden(clinic(MEMBER, Action.READ, OWN, purpose, LegalBasis.CONSENT));
    }

    @ParameterizedTest
    @EnumSource(value = LegalBasis.class, mode = EnumSource.Mode.EXCLUDE, names = "CONSENT")
    void demand_isForbidden_whenClinicNamesAnotherBasis(LegalBasis basis) {
        assertForbidden(clinic(MEMBER, Action.READ, OWN, "treatment", basis));
    }

    @Test
    void demand_isForbidden_whenClinicWantsAnythingButRecords() {
        assertForbidden(clinic(Action.READ, new Resource("profile", null, CLINIC)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"support", "officer", "auditor", "admin"})
    void demand_isForbidden_whenOtherStaffAsk(String role) {
        var staff = new Principal("stf", Set.of(role), "ses", CLINIC, null, null);

        assertForbidden(new Access(staff, MEMBER, Action.READ, OWN, "treatment", LegalBasis.CONSENT, "t"));
    }

    @Test
    void demand_isForbidden_whenNobodyKnownAsks() {
        assertForbidden(
                new Access(Principal.anonymous(), MEMBER, Action.READ, OWN, "treatment", LegalBasis.CONSENT, "t"));
    }

    private static Access clinic(Action action, Resource resource) {
        return clinic(MEMBER, action, resource, "treatment", LegalBasis.CONSENT);
    }

    private static Access clinic(String subject, Action action, Resource resource, String purpose, LegalBasis basis) {
        var staff = new Principal("stf", Set.of("clinic"), "ses", CLINIC, "employer", null);
        return new Access(staff, subject, action, resource, purpose, basis, "t");
    }

    private void assertForbidden(Access access) {
        assertThatThrownBy(() -> rules.demand(access))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo("forbidden"));
    }
}
