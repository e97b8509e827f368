/** Documents for people to keep. */
@NullMarked
package cn.mejene.kernel.document;

import org.jspecify.annotations.NullMarked;
