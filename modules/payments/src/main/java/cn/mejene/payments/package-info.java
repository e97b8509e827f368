/** Payments: charges, webhooks, ledger, refunds, reconciliation. Orders belong to another module. */
@NullMarked
package cn.mejene.payments;

import org.jspecify.annotations.NullMarked;
