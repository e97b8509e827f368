/** What the kernel demands of whoever holds personal data: access, basis, log entry, declaration. */
@NullMarked
package cn.mejene.kernel.privacy;

import org.jspecify.annotations.NullMarked;
