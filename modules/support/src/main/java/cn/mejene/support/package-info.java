/** Customer service: what members ask and complain about, and what staff answer. Holds nothing but the conversation. */
@NullMarked
package cn.mejene.support;

import org.jspecify.annotations.NullMarked;
