/** Puts the log's entries into the tree, signs its heads, keeps them where the database's owner cannot reach them. */
@NullMarked
package cn.mejene.audit.sequence;

import org.jspecify.annotations.NullMarked;
