package cn.mejene.consent.disclosure;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.privacy.LegalBasis;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * On what data may be processed or disclosed without consent (policy I(G), III(D); PIPL 13): five bases and no other, each
 * with its evidence. Human resources are a basis for nobody here: members are no employees. Stateless.
 */
final class Bases {
    private static final Set<LegalBasis> WITHOUT_CONSENT = Set.of(
            LegalBasis.CONTRACT,
            LegalBasis.STATUTORY,
            LegalBasis.EMERGENCY,
            LegalBasis.PUBLICLY_DISCLOSED,
            LegalBasis.OTHER_LAW);
    private static final Set<String> EMERGENCIES = Set.of("public-health", "life", "health", "property");

    private Bases() {}

    /** @throws Problem 422 for a word that is no basis */
    static LegalBasis of(String word) {
        return Arrays.stream(LegalBasis.values())
                .filter(basis -> basis.word().equals(word))
                .filter(basis -> basis == LegalBasis.CONSENT || WITHOUT_CONSENT.contains(basis))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("/basis", "enum", "There is no such legal basis."));
    }

    /** @throws Problem 422 when the evidence that the basis needs is missing */
    static void requireEvidence(LegalBasis basis, Optional<String> reference, Optional<String> justification) {
        if (basis != LegalBasis.CONSENT
                && reference.filter(text -> !text.isBlank()).isEmpty()) {
            throw Problem.invalid("/reference", "required", "Without consent a document must show the basis.");
        }
        if (basis == LegalBasis.EMERGENCY
                && justification.filter(EMERGENCIES::contains).isEmpty()) {
            throw Problem.invalid("/justification", "required", "Say what the emergency is about.");
        }
    }
}
