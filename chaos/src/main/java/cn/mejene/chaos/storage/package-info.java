/** Breaks uploads, files and disks, and looks for what must not be left. */
@NullMarked
package cn.mejene.chaos.storage;

import org.jspecify.annotations.NullMarked;
