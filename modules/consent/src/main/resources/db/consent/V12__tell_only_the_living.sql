-- An acceptance stays as evidence; whose account is no more is told of nothing further.
ALTER TABLE consent.policy_acceptance ADD COLUMN ended boolean NOT NULL DEFAULT false;
GRANT UPDATE (ended) ON consent.policy_acceptance TO mejene_app;
