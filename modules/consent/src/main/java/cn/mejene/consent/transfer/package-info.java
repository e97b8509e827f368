/** The gate through which personal information may leave the mainland (policy VII(A)). */
@NullMarked
package cn.mejene.consent.transfer;

import org.jspecify.annotations.NullMarked;
