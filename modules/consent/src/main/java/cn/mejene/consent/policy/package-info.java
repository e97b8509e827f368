/** Published versions of the privacy policy and who accepted them. */
@NullMarked
package cn.mejene.consent.policy;

import org.jspecify.annotations.NullMarked;
