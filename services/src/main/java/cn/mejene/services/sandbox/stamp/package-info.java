/** An authority of time stamps. */
@NullMarked
package cn.mejene.services.sandbox.stamp;

import org.jspecify.annotations.NullMarked;
