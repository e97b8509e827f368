/** The clause matrix: which code keeps and which test proves each row of the policy. Reads the source tree. */
@NullMarked
package cn.mejene.launcher.matrix;

import org.jspecify.annotations.NullMarked;
