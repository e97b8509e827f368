/** What integration tests of any module stand on: real services, fresh databases, whole nodes. */
@NullMarked
package cn.mejene.kernel.testing;

import org.jspecify.annotations.NullMarked;
