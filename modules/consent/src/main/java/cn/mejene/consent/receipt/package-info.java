/** Signed receipts of consents (ISO/IEC TS 27560) and the keys that sign them. */
@NullMarked
package cn.mejene.consent.receipt;

import org.jspecify.annotations.NullMarked;
