-- What clinics ask members to confirm of a record's exact bytes, and what became of it (policy I(A)3.c). Decided once.
-- Stays when the record goes: the sealed columns are of class evidence.
CREATE TABLE records.confirmation (
    request_id text PRIMARY KEY,
    record_id text NOT NULL,
    record_sha256 text NOT NULL CHECK (record_sha256 ~ '^[0-9a-f]{64}$'),
    member_id text NOT NULL,
    clinic_id text NOT NULL,
    requester text NOT NULL,
    stage text NOT NULL,
    statement bytea NOT NULL,
    created_at timestamptz NOT NULL,
    decision text CHECK (decision IN ('confirmed', 'declined')),
    decided_at timestamptz,
    evidence_id text UNIQUE,
    evidence bytea,
    CHECK (num_nulls(decision, decided_at, evidence_id, evidence) IN (0, 4))
);
CREATE INDEX confirmation_member ON records.confirmation (member_id, request_id DESC);

GRANT SELECT, INSERT ON records.confirmation TO mejene_app;
GRANT UPDATE (decision, decided_at, evidence_id, evidence) ON records.confirmation TO mejene_app;
