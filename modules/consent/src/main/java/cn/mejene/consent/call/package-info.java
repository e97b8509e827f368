/** What every operation of this module takes from its call and leaves behind: language and trail. */
@NullMarked
package cn.mejene.consent.call;

import org.jspecify.annotations.NullMarked;
