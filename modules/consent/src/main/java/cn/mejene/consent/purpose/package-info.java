/** The catalogue of purposes and the notices that consents refer to. */
@NullMarked
package cn.mejene.consent.purpose;

import org.jspecify.annotations.NullMarked;
