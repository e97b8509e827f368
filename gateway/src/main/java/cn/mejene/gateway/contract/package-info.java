/** The contract: the modules' OpenAPI fragments merged, checked and compiled into operations, once, at boot. */
@NullMarked
package cn.mejene.gateway.contract;

import org.jspecify.annotations.NullMarked;
