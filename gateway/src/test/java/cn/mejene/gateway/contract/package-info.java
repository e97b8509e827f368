@NullMarked
package cn.mejene.gateway.contract;

import org.jspecify.annotations.NullMarked;
