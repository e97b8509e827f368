/** Alipay, open platform. */
@NullMarked
package cn.mejene.payments.alipay;

import org.jspecify.annotations.NullMarked;
