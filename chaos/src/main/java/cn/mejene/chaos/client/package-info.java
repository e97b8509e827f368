/** Callers that behave as a careful app does, and the record of what they saw. */
@NullMarked
package cn.mejene.chaos.client;

import org.jspecify.annotations.NullMarked;
