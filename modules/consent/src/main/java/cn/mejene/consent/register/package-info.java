/** The published registers: who operates the platform, who else gets data, what is held (policy I(E), II, III). */
@NullMarked
package cn.mejene.consent.register;

import org.jspecify.annotations.NullMarked;
