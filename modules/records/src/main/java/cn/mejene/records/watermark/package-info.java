/** Marks in pictures that tell who was shown them and when: one to be read, one to be found again. No I/O. */
@NullMarked
package cn.mejene.records.watermark;

import org.jspecify.annotations.NullMarked;
