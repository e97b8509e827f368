/** How nodes find each other: Hazelcast for membership and the event bus's addresses, the bus itself over mutual TLS. */
@NullMarked
package cn.mejene.kernel.cluster;

import org.jspecify.annotations.NullMarked;
