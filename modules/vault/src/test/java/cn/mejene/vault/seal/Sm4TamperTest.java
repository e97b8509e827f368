package cn.mejene.vault.seal;

/** The same damages to objects of the other suite. */
final class Sm4TamperTest extends TamperTest {
    @Override
    Suite suite() {
        return Suite.SM4_GCM;
    }
}
