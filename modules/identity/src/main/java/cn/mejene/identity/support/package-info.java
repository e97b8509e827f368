/** How support makes sure of who is asking: by a code to the member's own number or address (policy V(C)3, V(E)1). */
@NullMarked
package cn.mejene.identity.support;

import org.jspecify.annotations.NullMarked;
