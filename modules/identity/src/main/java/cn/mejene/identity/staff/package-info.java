/** Clinic and operators' staff: password and TOTP. */
@NullMarked
package cn.mejene.identity.staff;

import org.jspecify.annotations.NullMarked;
