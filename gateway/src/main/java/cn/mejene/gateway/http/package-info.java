/** The HTTP edge: routes calls by the contract, refuses what it does not allow, writes answers and problems. */
@NullMarked
package cn.mejene.gateway.http;

import org.jspecify.annotations.NullMarked;
