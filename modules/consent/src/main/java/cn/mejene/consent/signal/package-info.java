/** Opt-out signals (Sec-GPC, DNT) that members' browsers and apps send, kept for the account (policy II(C)1). */
@NullMarked
package cn.mejene.consent.signal;

import org.jspecify.annotations.NullMarked;
