-- What members ask clinics to correct in the records that these brought, and what became of it (policy V(A)2). One open
-- request per record; answered once. Goes with the record it is about.
CREATE TABLE records.correction (
    correction_id text PRIMARY KEY,
    record_id text NOT NULL,
    member_id text NOT NULL,
    clinic_id text NOT NULL,
    request bytea NOT NULL,
    requested_at timestamptz NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'corrected', 'refused')),
    corrected_record_id text UNIQUE,
    reason_code text,
    reason bytea,
    answered_by text,
    answered_at timestamptz,
    CHECK ((status = 'pending') = (answered_at IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL)),
    CHECK ((status = 'corrected') = (corrected_record_id IS NOT NULL)),
    CHECK ((status = 'refused') = (reason IS NOT NULL) AND (reason IS NULL) = (reason_code IS NULL))
);
CREATE UNIQUE INDEX correction_pending ON records.correction (record_id) WHERE status = 'pending';
CREATE INDEX correction_record ON records.correction (record_id, correction_id DESC);
CREATE INDEX correction_member ON records.correction (member_id, correction_id DESC);
CREATE INDEX correction_clinic ON records.correction (clinic_id, correction_id DESC);

GRANT SELECT, INSERT, DELETE ON records.correction TO mejene_app;
GRANT UPDATE (status, corrected_record_id, reason_code, reason, answered_by, answered_at)
    ON records.correction TO mejene_app;

-- Clinics that brought or read a record which its member has erased: each is told, and says when it has followed.
CREATE TABLE records.erasure_notice (
    notice_id text PRIMARY KEY,
    record_id text NOT NULL,
    member_id text NOT NULL,
    clinic_id text NOT NULL,
    erased_at timestamptz NOT NULL,
    followed_at timestamptz,
    UNIQUE (record_id, clinic_id)
);
CREATE INDEX erasure_notice_clinic ON records.erasure_notice (clinic_id, notice_id DESC);
CREATE INDEX erasure_notice_member ON records.erasure_notice (member_id, notice_id DESC);

GRANT SELECT, INSERT, DELETE ON records.erasure_notice TO mejene_app;
GRANT UPDATE (followed_at) ON records.erasure_notice TO mejene_app;
