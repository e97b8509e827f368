/** What a member tells about herself, and the Smile ID that her records hang on. */
@NullMarked
package cn.mejene.members;

import org.jspecify.annotations.NullMarked;
