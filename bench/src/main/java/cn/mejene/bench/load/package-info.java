/** What is sent and how: files made by the run, requests over plain sockets, the processes' own accounts. */
@NullMarked
package cn.mejene.bench.load;

import org.jspecify.annotations.NullMarked;
