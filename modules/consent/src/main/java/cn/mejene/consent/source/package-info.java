/** Data about members that come from others (policy I(D)): who may send what, and what waits for the member's consent. */
@NullMarked
package cn.mejene.consent.source;

import org.jspecify.annotations.NullMarked;
