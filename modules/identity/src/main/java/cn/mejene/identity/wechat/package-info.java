/** Sign-in through WeChat: what the platform says of a person, kept as little as possible. */
@NullMarked
package cn.mejene.identity.wechat;

import org.jspecify.annotations.NullMarked;
