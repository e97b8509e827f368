@NullMarked
package cn.mejene.gateway.http;

import org.jspecify.annotations.NullMarked;
