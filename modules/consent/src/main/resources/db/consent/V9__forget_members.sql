-- Of a member who is no more only what proves what was agreed to, and to whom, stays.
GRANT DELETE ON consent.consent, consent.corporate_notice TO mejene_app;
