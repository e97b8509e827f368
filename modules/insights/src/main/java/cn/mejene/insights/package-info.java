/** What a member can learn from her own data: the annual aesthetic health report (policy I(B)4). */
@NullMarked
package cn.mejene.insights;

import org.jspecify.annotations.NullMarked;
