/** Access tokens: verified here, on the injected clock, against the live session behind them. */
@NullMarked
package cn.mejene.gateway.token;

import org.jspecify.annotations.NullMarked;
