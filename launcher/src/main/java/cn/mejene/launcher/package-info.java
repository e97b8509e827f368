/** The command line: starts, watches and stops the processes of one machine. */
@NullMarked
package cn.mejene.launcher;

import org.jspecify.annotations.NullMarked;
