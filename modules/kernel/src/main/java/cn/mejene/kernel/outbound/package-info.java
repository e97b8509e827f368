/** The one way out over the network, and the published register of the third parties that it leads to. */
@NullMarked
package cn.mejene.kernel.outbound;

import org.jspecify.annotations.NullMarked;
