/** Orders, their states, and what is sent where. */
@NullMarked
package cn.mejene.membership.order;

import org.jspecify.annotations.NullMarked;
