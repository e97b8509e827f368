/** The system under test as processes, ports, links and tables; it knows nothing of what is done to it. */
@NullMarked
package cn.mejene.chaos.system;

import org.jspecify.annotations.NullMarked;
