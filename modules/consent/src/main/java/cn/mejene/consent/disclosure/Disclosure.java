package cn.mejene.consent.disclosure;

import cn.mejene.kernel.privacy.LegalBasis;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One disclosure of one member's data.
 *
 * @param id its id, {@code dis_…}
 * @param recipient a declared recipient's id; an authority's name where it demands
 * @param fields data by the names of the inventory, {@code module.table.column}, with {@code /property} for a part of a
 *     sealed value
 * @param reference of the document that it stands on; of the corporate event where there is one
 * @param justification what an emergency is about
 * @param jurisdiction the authority's, ISO 3166
 * @param prcApproval reference of the approval that a foreign demand needs (PIPL 41)
 * @param approvals how many approvers it needs
 * @param requestedBy who asked; approves nothing here
 */
record Disclosure(
        String id,
        DisclosureKind kind,
        String recipient,
        String memberId,
        List<String> fields,
        LegalBasis basis,
        @Nullable String reference,
        @Nullable String justification,
        @Nullable String jurisdiction,
        @Nullable String prcApproval,
        int approvals,
        String requestedBy,
        Instant requestedAt) {

    /** Whether it goes to somebody that people were told about. */
    boolean hasDeclaredRecipient() {
        return kind != DisclosureKind.LAWFUL_DEMAND;
    }

    /** Whether it stands on a corporate event and not on a document. */
    boolean ofCorporateEvent() {
        return reference != null && reference.startsWith("cev_");
    }
}
