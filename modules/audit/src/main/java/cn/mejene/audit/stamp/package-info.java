/** Time stamps (RFC 3161) of checkpoints, by somebody who has nothing to do with the platform. */
@NullMarked
package cn.mejene.audit.stamp;

import org.jspecify.annotations.NullMarked;
