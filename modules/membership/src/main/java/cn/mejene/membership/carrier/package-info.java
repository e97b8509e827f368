/** Carriers' notifications, each in its own form, as news of one parcel. */
@NullMarked
package cn.mejene.membership.carrier;

import org.jspecify.annotations.NullMarked;
