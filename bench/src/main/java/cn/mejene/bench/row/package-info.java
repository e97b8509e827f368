/** What is measured: one class for rows that share their contestants. */
@NullMarked
package cn.mejene.bench.row;

import org.jspecify.annotations.NullMarked;
