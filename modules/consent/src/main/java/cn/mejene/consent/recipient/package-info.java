/** Everybody who may see or has seen a member's data, for her and for support on her behalf (policy V(C)2–3). */
@NullMarked
package cn.mejene.consent.recipient;

import org.jspecify.annotations.NullMarked;
