/** What every operation of this module leaves behind: the digest of a text and the trail of a change. */
@NullMarked
package cn.mejene.consent.call;

import org.jspecify.annotations.NullMarked;
