/** Agreements with partners and their security tests, without which no partner gets or sends anything (policy II(B)2). */
@NullMarked
package cn.mejene.consent.partner;

import org.jspecify.annotations.NullMarked;
