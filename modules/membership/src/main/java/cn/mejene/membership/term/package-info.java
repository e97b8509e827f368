/** How long a member has which level, and what it entitles her to. */
@NullMarked
package cn.mejene.membership.term;

import org.jspecify.annotations.NullMarked;
