-- What was agreed to for or by a minor is asked about anew at 18: until when it still counts without an answer.
ALTER TABLE consent.consent ADD COLUMN reconfirm_by timestamptz;
ALTER TABLE consent.recipient_consent ADD COLUMN reconfirm_by timestamptz;
GRANT UPDATE (reconfirm_by) ON consent.consent, consent.recipient_consent TO mejene_app;
