/** Memberships and orders: what is sold, what was ordered, what a member may claim. Takes no money itself. */
@NullMarked
package cn.mejene.membership;

import org.jspecify.annotations.NullMarked;
