/** What measures inside a node: a node of the tool's own whose access log can be switched off. */
@NullMarked
package cn.mejene.bench.node;

import org.jspecify.annotations.NullMarked;
