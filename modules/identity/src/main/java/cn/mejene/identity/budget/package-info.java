/** How often something may be tried. */
@NullMarked
package cn.mejene.identity.budget;

import org.jspecify.annotations.NullMarked;
