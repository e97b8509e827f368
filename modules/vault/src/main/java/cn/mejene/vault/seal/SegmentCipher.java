package cn.mejene.vault.seal;

import java.security.GeneralSecurityException;

/** An authenticated cipher under one key. For one thread at a time. It does not choose nonces. */
interface SegmentCipher {
    /** Bytes of the block cipher's block. */
    int BLOCK = 16;

    /** Seals in place and answers the length with the tag, which follows the plaintext. */
    int seal(byte[] nonce, byte[] array, int offset, int length) throws GeneralSecurityException;

    /** Begins to seal something that comes in pieces; what was begun before is given up. */
    void begin(byte[] nonce) throws GeneralSecurityException;

    /** Seals a piece in place; its length is a multiple of {@link #BLOCK}, and stays as it is. */
    void piece(byte[] array, int offset, int length) throws GeneralSecurityException;

    /** Seals the last piece in place, of any length, and answers the length with the tag of the whole. */
    int end(byte[] array, int offset, int length) throws GeneralSecurityException;

    /**
     * Opens into another array and answers the length of the plaintext.
     *
     * @throws GeneralSecurityException when it does not verify; nothing of the plaintext is then in the array
     */
    int open(byte[] nonce, byte[] sealed, int length, byte[] plain) throws GeneralSecurityException;
}
