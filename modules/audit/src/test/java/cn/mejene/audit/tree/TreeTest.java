package cn.mejene.audit.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Roots and proofs against published vectors and against the recursive definition of RFC 6962. */
final class TreeTest {
    /** Leaves and roots of the test tree that Certificate Transparency logs are tested with. */
    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private final List<byte[]> leaves = new ArrayList<>();
    private final Frontier frontier = new Frontier();

    private void append(byte[] data) {
        leaves.add(TreeHash.leaf(data));
        frontier.append(leaves.getLast());
    }

    /** RFC 6962, section 2.1, word for word. */
    private byte[] mth(int from, int to) {
        if (to - from == 1) {
            return leaves.get(from);
        }
        int middle = from + Integer.highestOneBit(to - from - 1);
        return TreeHash.node(mth(from, middle), mth(middle, to));
    }

    private byte[] node(int level, long index) {
        int from = Math.toIntExact(index << level);
        return mth(from, from + (1 << level));
    }

    @Test
    void root_isThatOfThePublishedTree() {
        assertThat(HexFormat.of().formatHex(frontier.root()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        for (int i = 0; i < LEAVES.size(); i++) {
            append(HexFormat.of().parseHex(LEAVES.get(i)));
            assertThat(HexFormat.of().formatHex(frontier.root())).isEqualTo(ROOTS.get(i));
            assertThat(Tree.root(i + 1, this::node)).isEqualTo(frontier.root());
        }
    }

    @Test
    void proofs_verify_forEveryLeafAndSize_andForNothingElse() {
        var random = new Random(6962);
        for (int size = 1; size <= 70; size++) {
            append(("leaf " + size).getBytes(StandardCharsets.US_ASCII));
            var root = mth(0, size);
            assertThat(frontier.root()).isEqualTo(root);
            assertThat(Frontier.of(size, this::node).root()).isEqualTo(root);
            for (int index = 0; index < size; index++) {
                var proof = Tree.inclusion(index, size, this::node);
                assertThat(Proofs.includes(index, leaves.get(index), size, root, proof))
                        .isTrue();
                assertThat(Proofs.includes((index + 1L) % (size + 1), leaves.get(index), size, root, proof))
                        .isFalse();
                if (!proof.isEmpty()) {
                    assertThat(Proofs.includes(index, leaves.get(index), size, root, damaged(proof, random)))
                            .isFalse();
                    assertThat(Proofs.includes(index, leaves.get(index), size, root, proof.subList(1, proof.size())))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void consistency_verifies_forEveryPairOfSizes_andForNothingElse() {
        var random = new Random(9162);
        for (int size = 1; size <= 70; size++) {
            append(("leaf " + size).getBytes(StandardCharsets.US_ASCII));
        }
        for (int second = 1; second <= 70; second++) {
            for (int first = 1; first <= second; first++) {
                var older = mth(0, first);
                var newer = mth(0, second);
                var proof = Tree.consistency(first, second, this::node);
                assertThat(Proofs.consistent(first, older, second, newer, proof))
                        .isTrue();
                assertThat(Proofs.consistent(first, flipped(older, random), second, newer, proof))
                        .isFalse();
                if (!proof.isEmpty()) {
                    assertThat(Proofs.consistent(first, older, second, newer, damaged(proof, random)))
                            .isFalse();
                    assertThat(Proofs.consistent(first, older, second, newer, proof.subList(1, proof.size())))
                            .isFalse();
                }
            }
        }
    }

    private static List<byte[]> damaged(List<byte[]> proof, Random random) {
        var copy = new ArrayList<>(proof);
        int at = random.nextInt(copy.size());
        copy.set(at, flipped(copy.get(at), random));
        return copy;
    }

    private static byte[] flipped(byte[] hash, Random random) {
        var copy = Arrays.copyOf(hash, hash.length);
        copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }
}
