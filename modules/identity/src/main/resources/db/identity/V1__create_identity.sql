-- Who may come in: accounts, codes, sessions, staff, the keys that sign access tokens.

CREATE TABLE identity.account (
    member_id text PRIMARY KEY,
    phone_index bytea NOT NULL CONSTRAINT account_phone_unique UNIQUE,
    phone bytea NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'frozen', 'cancelled')),
    age_band text NOT NULL CHECK (age_band IN ('adult', '14-17', 'under-14')),
    created_at timestamptz NOT NULL,
    signed_in_at timestamptz NOT NULL
);

-- A code is alive while it has tries left, is unused and has not expired. It knows a phone by its blind index only.
CREATE TABLE identity.code (
    request_id text PRIMARY KEY,
    phone_index bytea NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('login', 'step-up', 'guardian', 'phone-change')),
    code_hash bytea NOT NULL,
    tries_left smallint NOT NULL CHECK (tries_left >= 0),
    sent_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX code_phone ON identity.code (phone_index, purpose);
CREATE INDEX code_expiry ON identity.code (expires_at);

-- How often something was done in a window of real time; the key is a keyed hash.
CREATE TABLE identity.budget (
    kind text NOT NULL,
    key bytea NOT NULL,
    window_start timestamptz NOT NULL,
    used integer NOT NULL CHECK (used >= 0),
    PRIMARY KEY (kind, key, window_start)
);
CREATE INDEX budget_window ON identity.budget (window_start);

CREATE TABLE identity.staff (
    staff_id text PRIMARY KEY,
    username text NOT NULL CONSTRAINT staff_username_unique UNIQUE,
    password_hash text NOT NULL,
    totp bytea NOT NULL,
    totp_step bigint NOT NULL DEFAULT 0,
    role text NOT NULL CHECK (role IN ('clinic', 'support', 'officer', 'auditor', 'admin')),
    clinic_id text,
    employer text NOT NULL,
    network text NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'disabled')),
    created_at timestamptz NOT NULL,
    CHECK ((role = 'clinic') = (clinic_id IS NOT NULL))
);

-- A session is a family of refresh tokens and what access tokens point at.
CREATE TABLE identity.session (
    session_id text PRIMARY KEY,
    principal_id text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('member', 'staff')),
    device bytea,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX session_principal ON identity.session (principal_id, session_id);
CREATE INDEX session_expiry ON identity.session (expires_at);

CREATE TABLE identity.refresh_token (
    token_hash bytea PRIMARY KEY,
    session_id text NOT NULL REFERENCES identity.session ON DELETE CASCADE,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    successor_hash bytea
);
CREATE INDEX refresh_token_session ON identity.refresh_token (session_id);

-- Step-up tokens that have done their one call.
CREATE TABLE identity.spent_token (
    token_id text PRIMARY KEY,
    spent_at timestamptz NOT NULL
);
CREATE INDEX spent_token_time ON identity.spent_token (spent_at);

-- The newest key that is not retiring signs; every key that has not retired verifies.
CREATE TABLE identity.signing_key (
    kid text PRIMARY KEY,
    public_key text NOT NULL,
    private_key bytea NOT NULL,
    created_at timestamptz NOT NULL,
    retires_at timestamptz
);
-- Two nodes that rotate at once make one key.
CREATE UNIQUE INDEX signing_key_current ON identity.signing_key ((true)) WHERE retires_at IS NULL;

GRANT USAGE ON SCHEMA identity TO mejene_app;
GRANT SELECT, INSERT, UPDATE ON identity.account, identity.staff TO mejene_app;
GRANT SELECT, INSERT, UPDATE, DELETE
    ON identity.code, identity.budget, identity.session, identity.refresh_token, identity.signing_key TO mejene_app;
GRANT SELECT, INSERT, DELETE ON identity.spent_token TO mejene_app;
