/** Access tokens and the keys that sign them. */
@NullMarked
package cn.mejene.identity.token;

import org.jspecify.annotations.NullMarked;
