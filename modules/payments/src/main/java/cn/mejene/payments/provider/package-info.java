/** What the module asks of a payment provider, and the signature that both of ours use. */
@NullMarked
package cn.mejene.payments.provider;

import org.jspecify.annotations.NullMarked;
