/** Sessions, their refresh tokens, and the devices they live on. */
@NullMarked
package cn.mejene.identity.session;

import org.jspecify.annotations.NullMarked;
