/** The seal format by itself, many times over: the one part of the tool that calls the node's code, and nothing else of it. */
@NullMarked
package cn.mejene.chaos.seal;

import org.jspecify.annotations.NullMarked;
