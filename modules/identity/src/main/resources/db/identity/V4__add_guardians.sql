-- Children: an account that awaits a guardian's consent can do nothing else, and is erased when none comes.
ALTER TABLE identity.account DROP CONSTRAINT account_status_check;
ALTER TABLE identity.account ADD CONSTRAINT account_status_check
    CHECK (status IN ('active', 'awaiting-guardian', 'frozen', 'cancelled', 'erased'));
ALTER TABLE identity.account ADD COLUMN awaiting_since timestamptz;
ALTER TABLE identity.account ADD CHECK ((status = 'awaiting-guardian') = (awaiting_since IS NOT NULL));
-- The first day of the month in which the next age band begins, where the month of birth is known.
ALTER TABLE identity.account ADD COLUMN next_band_on date;
CREATE INDEX account_awaiting ON identity.account (awaiting_since) WHERE awaiting_since IS NOT NULL;
CREATE INDEX account_next_band ON identity.account (next_band_on) WHERE next_band_on IS NOT NULL;

-- Who consented for a child, and how it was made sure who that is. Of pictures and voices there is a digest at most.
CREATE TABLE identity.guardian (
    member_id text PRIMARY KEY REFERENCES identity.account ON DELETE CASCADE,
    method text NOT NULL CHECK (method IN ('sms', 'phone', 'video', 'email', 'written', 'account')),
    guardian bytea NOT NULL,
    evidence_sha256 bytea CHECK (octet_length(evidence_sha256) = 32),
    verified_by text,
    given_at timestamptz NOT NULL,
    CHECK ((method IN ('sms', 'account')) = (verified_by IS NULL)),
    CHECK ((method IN ('sms', 'account')) = (evidence_sha256 IS NULL))
);

-- What support found out about a guardian by telephone, video, e-mail or letter; used once, for the child it names.
CREATE TABLE identity.guardian_verification (
    reference text PRIMARY KEY,
    child_index bytea NOT NULL,
    method text NOT NULL CHECK (method IN ('phone', 'video', 'email', 'written')),
    guardian bytea NOT NULL,
    evidence_sha256 bytea NOT NULL CHECK (octet_length(evidence_sha256) = 32),
    verified_by text NOT NULL,
    verified_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX guardian_verification_age ON identity.guardian_verification (verified_at);

GRANT SELECT, INSERT, DELETE ON identity.guardian TO mejene_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.guardian_verification TO mejene_app;
