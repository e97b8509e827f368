/** Members' accounts: first login, login, step-up. */
@NullMarked
package cn.mejene.identity.member;

import org.jspecify.annotations.NullMarked;
