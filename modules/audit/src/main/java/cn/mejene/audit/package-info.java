/** The access log: every allowed and every refused access, durable, salted, not to be changed. */
@NullMarked
package cn.mejene.audit;

import org.jspecify.annotations.NullMarked;
