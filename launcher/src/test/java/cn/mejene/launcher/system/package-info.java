/** The whole system in its real processes, driven from outside over HTTP. */
@NullMarked
package cn.mejene.launcher.system;

import org.jspecify.annotations.NullMarked;
