-- Versions that an officer publishes: which of the six kinds of material change they bring, and who published them.
ALTER TABLE consent.policy_version
    ADD COLUMN id text COLLATE "C" UNIQUE,
    ADD COLUMN material_types text[] NOT NULL DEFAULT '{}'
        CHECK (material_types <@ ARRAY['processing', 'ownership', 'recipients', 'rights', 'contact', 'high-risk']),
    ADD COLUMN published_by text,
    ADD CHECK (cardinality(material_types) = 0 OR material);

-- Digests of what the platform did when a version was published: a later one that claims to change nothing that
-- matters is compared with them.
CREATE TABLE consent.policy_baseline (
    version text NOT NULL REFERENCES consent.policy_version,
    subject text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (version, subject)
);

-- Whom a version was told to.
CREATE TABLE consent.policy_notice (
    version text NOT NULL REFERENCES consent.policy_version,
    member_id text NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (version, member_id)
);

GRANT SELECT, INSERT ON consent.policy_baseline, consent.policy_notice TO mejene_app;
