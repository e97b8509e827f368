/** WeChat Pay, API v3. */
@NullMarked
package cn.mejene.payments.wechat;

import org.jspecify.annotations.NullMarked;
