/** Where sealed bytes are kept, and the pumps that seal and open them: bounded memory, no blocked event loop. */
@NullMarked
package cn.mejene.vault.store;

import org.jspecify.annotations.NullMarked;
