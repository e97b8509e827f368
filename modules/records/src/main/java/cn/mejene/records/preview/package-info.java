/** Pictures of contents, made in memory and nowhere else: photographs, pages, X-rays, views of scans. */
@NullMarked
package cn.mejene.records.preview;

import org.jspecify.annotations.NullMarked;
