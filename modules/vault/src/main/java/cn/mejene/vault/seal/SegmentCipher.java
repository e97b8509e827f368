package cn.mejene.vault.seal;

import java.security.GeneralSecurityException;

/** An authenticated cipher under one key. For one thread at a time. It does not choose nonces. */
interface SegmentCipher {

    /** Seals in place and answers the length with the tag, which follows the plaintext. */
    int seal(byte[] nonce, byte[] array, int offset, int length) throws GeneralSecurityException;

    /**
     * Opens into another array and answers the length of the plaintext.
     *
     * @throws GeneralSecurityException when it does not verify; nothing of the plaintext is then in the array
     */
    int open(byte[] nonce, byte[] sealed, int length, byte[] plain) throws GeneralSecurityException;
}
