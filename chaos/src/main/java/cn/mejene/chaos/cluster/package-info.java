/** Several nodes as one system: members and clinics at work while nodes, database, broker and links fail. */
@NullMarked
package cn.mejene.chaos.cluster;

import org.jspecify.annotations.NullMarked;
