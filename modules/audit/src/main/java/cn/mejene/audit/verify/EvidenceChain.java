package cn.mejene.audit.verify;

import java.util.List;

/**
 * Verifies that statements, each of them proven, belong together: what a warranty card was made by is a plan that the
 * member of the card confirmed. Stateless.
 */
public final class EvidenceChain {
    private EvidenceChain() {}

    /**
     * @param findings of sound bundles; a card alone needs no plan beside it
     * @throws IllegalArgumentException with the reason when they are no chain
     */
    public static void verify(List<EvidenceVerifier.Finding> findings) {
        for (var card : findings) {
            var plan = card.statement().path("plan").asText();
            if (!plan.isEmpty() && findings.size() > 1) {
                verify(card, plan, findings);
            }
        }
    }

    private static void verify(EvidenceVerifier.Finding card, String plan, List<EvidenceVerifier.Finding> findings) {
        var confirmation = findings.stream()
                .filter(finding -> finding.id().equals(plan))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(card.id() + " was made by " + plan + ", which is not here"));
        var said = confirmation.statement();
        if (!said.path("decision").asText().equals("confirmed")) {
            throw new IllegalArgumentException(plan + " was not confirmed");
        }
        if (!said.at("/actor/member").equals(card.statement().path("member"))) {
            throw new IllegalArgumentException(plan + " was confirmed by another member");
        }
        if (confirmation.at().isAfter(card.at())) {
            throw new IllegalArgumentException(plan + " was confirmed after " + card.id());
        }
    }
}
