/** Events: written with their cause, relayed to Kafka, applied once. */
@NullMarked
package cn.mejene.kernel.event;

import org.jspecify.annotations.NullMarked;
