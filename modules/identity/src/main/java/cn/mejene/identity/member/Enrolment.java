package cn.mejene.identity.member;

import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.PolicyAcceptances;

/** What a login leaves behind beside its session: an account, an acceptance of the policy, a log entry. */
public record Enrolment(Accounts accounts, PolicyAcceptances policies, AuditAppender audit) {}
