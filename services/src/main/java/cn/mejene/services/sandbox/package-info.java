/** Stand-ins for outside providers, speaking their real protocols. */
@NullMarked
package cn.mejene.services.sandbox;

import org.jspecify.annotations.NullMarked;
