/** The WeChat platform as mini-programs and apps call it to sign people in. */
@NullMarked
package cn.mejene.services.sandbox.wechat;

import org.jspecify.annotations.NullMarked;
