-- When nobody was left to tell of a version in force.
ALTER TABLE consent.policy_version ADD COLUMN told_at timestamptz;
GRANT UPDATE (told_at) ON consent.policy_version TO mejene_app;
