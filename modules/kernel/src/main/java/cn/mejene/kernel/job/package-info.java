/** Jobs that run once per due time, whatever the number of nodes. */
@NullMarked
package cn.mejene.kernel.job;

import org.jspecify.annotations.NullMarked;
