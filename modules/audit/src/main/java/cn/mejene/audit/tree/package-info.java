/** The tree as published standards have it (RFC 6962, C2SP notes, checkpoints, tiles, proofs): no I/O, no platform. */
@NullMarked
package cn.mejene.audit.tree;

import org.jspecify.annotations.NullMarked;
