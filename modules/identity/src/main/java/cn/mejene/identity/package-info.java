/** Who may come in: codes, members' and staff's sessions, devices, access tokens. */
@NullMarked
package cn.mejene.identity;

import org.jspecify.annotations.NullMarked;
