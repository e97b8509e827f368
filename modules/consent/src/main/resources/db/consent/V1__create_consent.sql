-- Ids are compared byte by byte, so that their order is the order of time.

CREATE TABLE consent.policy_version (
    version text PRIMARY KEY CHECK (version ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[0-9]+)?$'),
    effective_at timestamptz NOT NULL UNIQUE,
    material boolean NOT NULL,
    authoritative_language text NOT NULL
);

CREATE TABLE consent.policy_text (
    version text NOT NULL REFERENCES consent.policy_version,
    language text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    published boolean NOT NULL,
    body text NOT NULL CHECK (sha256 = encode(sha256(convert_to(body, 'UTF8')), 'hex')),
    PRIMARY KEY (version, language)
);

-- How she agreed: by saying so, or by using the service. Neither is a consent to any purpose.
CREATE TABLE consent.policy_acceptance (
    id text COLLATE "C" PRIMARY KEY,
    member_id text NOT NULL,
    version text NOT NULL,
    language text NOT NULL,
    seen_sha256 text NOT NULL,
    authoritative_sha256 text NOT NULL,
    manner text NOT NULL CHECK (manner IN ('agreed', 'used')),
    accepted_at timestamptz NOT NULL,
    UNIQUE (member_id, version, language),
    FOREIGN KEY (version, language) REFERENCES consent.policy_text (version, language)
);

CREATE TABLE consent.notice (
    id text COLLATE "C" PRIMARY KEY,
    purpose text NOT NULL,
    language text NOT NULL,
    sha256 text NOT NULL,
    body text NOT NULL CHECK (sha256 = encode(sha256(convert_to(body, 'UTF8')), 'hex')),
    UNIQUE (purpose, language, sha256)
);

CREATE TABLE consent.consent_event (
    id text COLLATE "C" PRIMARY KEY,
    member_id text NOT NULL,
    purpose text NOT NULL,
    status text NOT NULL CHECK (status IN ('given', 'withdrawn')),
    policy_version text NOT NULL REFERENCES consent.policy_version,
    notice_id text COLLATE "C" NOT NULL REFERENCES consent.notice,
    notice_sha256 text NOT NULL,
    language text NOT NULL,
    changed_at timestamptz NOT NULL,
    UNIQUE (id, member_id, purpose)
);
CREATE INDEX consent_event_member ON consent.consent_event (member_id, purpose, id DESC);

-- The state that decisions read and lock; a row without an event stands for a member who has not decided.
CREATE TABLE consent.consent (
    member_id text NOT NULL,
    purpose text NOT NULL,
    active boolean NOT NULL,
    event_id text COLLATE "C",
    PRIMARY KEY (member_id, purpose),
    FOREIGN KEY (event_id, member_id, purpose) REFERENCES consent.consent_event (id, member_id, purpose),
    CHECK (NOT active OR event_id IS NOT NULL)
);

CREATE TABLE consent.clinic_grant (
    id text COLLATE "C" PRIMARY KEY,
    member_id text NOT NULL,
    clinic_id text NOT NULL,
    scopes text[] NOT NULL
        CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY['records:write', 'records:read', 'history:read']),
    given_at timestamptz NOT NULL,
    expires_at timestamptz CHECK (expires_at > given_at),
    revoked_at timestamptz
);
CREATE INDEX clinic_grant_decision ON consent.clinic_grant (member_id, clinic_id) WHERE revoked_at IS NULL;
CREATE INDEX clinic_grant_member ON consent.clinic_grant (member_id, id DESC);

GRANT USAGE ON SCHEMA consent TO mejene_app;
GRANT SELECT, INSERT ON consent.policy_version, consent.policy_text, consent.policy_acceptance, consent.notice,
    consent.consent_event TO mejene_app;
GRANT SELECT, INSERT ON consent.consent, consent.clinic_grant TO mejene_app;
GRANT UPDATE (active, event_id) ON consent.consent TO mejene_app;
GRANT UPDATE (revoked_at) ON consent.clinic_grant TO mejene_app;
