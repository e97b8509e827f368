/** Stand-ins for WeChat Pay and Alipay: their real protocols, keys of their own, faults on demand. */
@NullMarked
package cn.mejene.services.sandbox.payment;

import org.jspecify.annotations.NullMarked;
