/** Root key, class keys, data keys: how they are wrapped, stored, used and destroyed. */
@NullMarked
package cn.mejene.vault.keys;

import org.jspecify.annotations.NullMarked;
