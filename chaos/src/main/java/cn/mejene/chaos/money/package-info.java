/** Payments under fire: notifications doubled, reordered, forged, contradicting, missing, while nodes are killed. */
@NullMarked
package cn.mejene.chaos.money;

import org.jspecify.annotations.NullMarked;
