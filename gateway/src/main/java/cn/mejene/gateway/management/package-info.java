/** The management listener: health and metrics, for operators and probes only. */
@NullMarked
package cn.mejene.gateway.management;

import org.jspecify.annotations.NullMarked;
