/** Bodies that are streams: from the request into the vault, from the vault into the response. */
@NullMarked
package cn.mejene.gateway.stream;

import org.jspecify.annotations.NullMarked;
