/** Who has agreed to what: consents to purposes, and the decision whether an access may happen. */
@NullMarked
package cn.mejene.consent;

import org.jspecify.annotations.NullMarked;
