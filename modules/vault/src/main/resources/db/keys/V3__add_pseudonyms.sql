-- The pseudonym that a log key makes of its person, so that whom the law wants told after an incident can be found. It
-- goes with the key.
ALTER TABLE keys.class_key ADD COLUMN pseudonym text
    CHECK (pseudonym IS NULL OR (class = 'log' AND wrapped IS NOT NULL));
CREATE UNIQUE INDEX class_key_pseudonym ON keys.class_key (pseudonym) WHERE pseudonym IS NOT NULL;
CREATE INDEX class_key_unnamed ON keys.class_key (subject) WHERE class = 'log' AND state = 'active' AND pseudonym IS NULL;
