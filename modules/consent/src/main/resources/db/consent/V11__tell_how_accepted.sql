-- By which way she came when she agreed, and from where (sealed); and use beside a word of hers, each for itself.
ALTER TABLE consent.policy_acceptance ADD COLUMN channel text, ADD COLUMN client bytea;
ALTER TABLE consent.policy_acceptance DROP CONSTRAINT policy_acceptance_member_id_version_language_key;
ALTER TABLE consent.policy_acceptance ADD UNIQUE (member_id, version, language, manner);
