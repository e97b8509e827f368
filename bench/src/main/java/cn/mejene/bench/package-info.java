/** The measuring tool: rows that compare a system of its own with its peers, in turn and in one run. */
@NullMarked
package cn.mejene.bench;

import org.jspecify.annotations.NullMarked;
