/** Transactions and queries: straight-line SQL for virtual threads. */
@NullMarked
package cn.mejene.kernel.data;

import org.jspecify.annotations.NullMarked;
