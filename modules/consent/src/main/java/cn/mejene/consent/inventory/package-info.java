/** What the modules hold about people, by names that officers use when they hand something to others. */
@NullMarked
package cn.mejene.consent.inventory;

import org.jspecify.annotations.NullMarked;
