/** The wire format of sealed objects: Tink's AES256_GCM_HKDF_1MB, one segment at a time and without I/O. */
@NullMarked
package cn.mejene.vault.seal;

import org.jspecify.annotations.NullMarked;
