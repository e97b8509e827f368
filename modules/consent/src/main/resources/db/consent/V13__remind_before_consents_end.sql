-- Whom it has been said again that what was agreed to for or by a minor stops counting soon.
ALTER TABLE consent.consent ADD COLUMN reminded boolean NOT NULL DEFAULT false;
ALTER TABLE consent.recipient_consent ADD COLUMN reminded boolean NOT NULL DEFAULT false;
GRANT UPDATE (reminded) ON consent.consent, consent.recipient_consent TO mejene_app;
