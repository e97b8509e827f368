/** The configuration file and the policy folder, bound strictly to records. */
@NullMarked
package cn.mejene.kernel.config;

import org.jspecify.annotations.NullMarked;
