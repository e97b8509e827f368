/** What is sold, in every version. */
@NullMarked
package cn.mejene.membership.catalogue;

import org.jspecify.annotations.NullMarked;
