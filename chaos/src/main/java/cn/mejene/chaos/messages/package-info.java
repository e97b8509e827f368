/** Many messages to many members, while nodes die and members think better of it. */
@NullMarked
package cn.mejene.chaos.messages;

import org.jspecify.annotations.NullMarked;
