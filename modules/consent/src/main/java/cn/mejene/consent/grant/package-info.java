/** Which clinic may do what with a member's records. */
@NullMarked
package cn.mejene.consent.grant;

import org.jspecify.annotations.NullMarked;
