/** Who comes in and who may see what: guesses, bulk, enumeration, tokens, revocation, the decision model. */
@NullMarked
package cn.mejene.chaos.access;

import org.jspecify.annotations.NullMarked;
