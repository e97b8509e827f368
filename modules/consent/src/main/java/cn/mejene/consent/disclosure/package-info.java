/** The one way by which members' data are given to others (policy III): to whom, on what, with whose approval. */
@NullMarked
package cn.mejene.consent.disclosure;

import org.jspecify.annotations.NullMarked;
