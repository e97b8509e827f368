package cn.mejene.audit.review;

import java.util.List;

/**
 * Something unreasonable.
 *
 * @param rule which rule of {@code review.yaml} it goes against
 * @param about whom or what: id of staff, id of a grant, a role
 * @param measure how many, or how many days
 * @param evidence ids of log entries, the first few
 */
record Finding(String id, String rule, String about, long measure, List<String> evidence) {}
