/** What staff may do with lists of people's data besides looking at them (policy IV(A)4). */
@NullMarked
package cn.mejene.audit.approval;

import org.jspecify.annotations.NullMarked;
