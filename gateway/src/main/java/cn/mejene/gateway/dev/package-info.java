/** Addresses that exist in a development installation only: messages, demo staff, the clock. */
@NullMarked
package cn.mejene.gateway.dev;

import org.jspecify.annotations.NullMarked;
