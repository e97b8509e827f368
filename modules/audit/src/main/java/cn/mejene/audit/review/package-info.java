/** The monthly audit of logs and permissions (policy I(C)5, IV(C)): findings, a signed report, what became of them. */
@NullMarked
package cn.mejene.audit.review;

import org.jspecify.annotations.NullMarked;
