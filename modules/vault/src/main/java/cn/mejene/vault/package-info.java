/** Encrypted storage: the key ring, which is the one door to personal data, and the vault of sealed blobs. */
@NullMarked
package cn.mejene.vault;

import org.jspecify.annotations.NullMarked;
