/** Incidents (policy IV(B)): whom they concern, what is told to whom, and by when. */
@NullMarked
package cn.mejene.audit.incident;

import org.jspecify.annotations.NullMarked;
