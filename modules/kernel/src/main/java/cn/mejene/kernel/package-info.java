/** What a module is and what it may use. Modules depend on this package and on no other module. */
@NullMarked
package cn.mejene.kernel;

import org.jspecify.annotations.NullMarked;
