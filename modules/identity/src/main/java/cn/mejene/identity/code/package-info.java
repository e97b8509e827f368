/** Phone numbers and the one-time codes sent to them. */
@NullMarked
package cn.mejene.identity.code;

import org.jspecify.annotations.NullMarked;
