/** Children's accounts: who consented, what happens without consent. */
@NullMarked
package cn.mejene.identity.guardian;

import org.jspecify.annotations.NullMarked;
