/** Verifies the log and its evidence from outside: trusts nothing but public keys and what it has seen before. */
@NullMarked
package cn.mejene.audit.verify;

import org.jspecify.annotations.NullMarked;
