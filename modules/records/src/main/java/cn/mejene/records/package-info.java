/** Clinics and members' records: scans, X-rays, treatment records, plans, warranty cards. */
@NullMarked
package cn.mejene.records;

import org.jspecify.annotations.NullMarked;
