CREATE TABLE records.clinic (
    clinic_id text PRIMARY KEY,
    name text NOT NULL,
    city text NOT NULL,
    created_at timestamptz NOT NULL
);

-- Uploads under way: what their commit will need. Held by the node run that began them.
CREATE TABLE records.upload (
    upload_id text PRIMARY KEY,
    record_id text NOT NULL UNIQUE,
    member_id text NOT NULL,
    clinic_id text,
    uploader text NOT NULL,
    kind text NOT NULL,
    blob_id text NOT NULL UNIQUE,
    label bytea NOT NULL,
    node text NOT NULL,
    incarnation bigint NOT NULL
);

CREATE TABLE records.record (
    record_id text PRIMARY KEY,
    member_id text NOT NULL,
    clinic_id text,
    uploader text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('oral-scan', 'xray', 'treatment-record', 'treatment-plan', 'warranty-card')),
    format text NOT NULL,
    size bigint NOT NULL CHECK (size > 0),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    blob_id text NOT NULL UNIQUE,
    label bytea NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX record_member ON records.record (member_id, record_id DESC);

GRANT USAGE ON SCHEMA records TO mejene_app;
GRANT SELECT, INSERT ON records.clinic TO mejene_app;
GRANT SELECT, INSERT, DELETE ON records.upload TO mejene_app;
GRANT SELECT, INSERT, DELETE ON records.record TO mejene_app;
-- Row locks for a deletion need it; no column is ever updated.
GRANT UPDATE (record_id) ON records.record TO mejene_app;
GRANT UPDATE (upload_id) ON records.upload TO mejene_app;
