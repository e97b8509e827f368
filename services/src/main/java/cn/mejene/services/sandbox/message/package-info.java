/** Stand-ins for providers of messages beside Alibaba Cloud's: mail server, text messages, push services. */
@NullMarked
package cn.mejene.services.sandbox.message;

import org.jspecify.annotations.NullMarked;
