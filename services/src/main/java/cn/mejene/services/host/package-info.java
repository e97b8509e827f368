/** What the launcher knows of its machine: folders, processes, ports, secrets. */
@NullMarked
package cn.mejene.services.host;

import org.jspecify.annotations.NullMarked;
