package cn.mejene.members;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.data.Tx;
import cn.mejene.vault.KeyRing;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which e-mail address a member has proved to be hers. A proof counts for the address it was made for, so another
 * address is unproved at once. Stateless.
 */
final class MailProofs {
    private final MailProofRepository repository = new MailProofRepository();
    private final ModuleContext context;

    MailProofs(ModuleContext context) {
        this.context = context;
    }

    void put(Tx tx, String member, String address) {
        repository.put(tx, member, index(member, address), context.clock().instant());
    }

    boolean has(String member) {
        return repository.find(context.database(), member).isPresent();
    }

    boolean isProved(String member, @Nullable String address) {
        return address != null
                && repository
                        .find(context.database(), member)
                        .filter(known -> isOf(known, member, address))
                        .isPresent();
    }

    /** Proofs of some members, by member; who has none is missing. */
    Map<String, byte[]> ofEach(List<String> members) {
        return repository.ofEach(context.database(), members);
    }

    /** Whether a proof is of this address. */
    boolean isOf(byte @Nullable [] proof, String member, String address) {
        return proof != null && Arrays.equals(proof, index(member, address));
    }

    /** Forgets a proof that is of another address than this one. */
    void keepFor(Tx tx, String member, @Nullable String address) {
        repository.deleteOthers(tx, member, address == null ? new byte[0] : index(member, address));
    }

    /** Bound to the member, so that two members' proofs never show that they share an address. */
    private byte[] index(String member, String address) {
        return context.port(KeyRing.class).blindIndex("verified-email", member + "\n" + address);
    }
}
