/** Decides while bytes pass whether an upload is what its kind allows; never changes or keeps one. */
@NullMarked
package cn.mejene.records.format;

import org.jspecify.annotations.NullMarked;
