-- The receipt of each change (a JWS); changes from before have none.
ALTER TABLE consent.consent_event ADD COLUMN receipt text;

-- Keys that sign receipts. The public half stays published for ever; the private half is sealed.
CREATE TABLE consent.receipt_key (
    kid text PRIMARY KEY,
    public_key text NOT NULL,
    private_key bytea NOT NULL,
    created_at timestamptz NOT NULL
);

-- Purposes that a version of the policy changed: a consent given under an older version does not cover them any more
-- once it is in force.
CREATE TABLE consent.policy_change (
    version text NOT NULL REFERENCES consent.policy_version,
    purpose text NOT NULL,
    PRIMARY KEY (purpose, version)
);

-- That a member sent an opt-out signal (Sec-GPC, DNT), and when it was first seen since she last took it back.
CREATE TABLE consent.opt_out (
    member_id text PRIMARY KEY,
    signal text NOT NULL CHECK (signal IN ('sec-gpc', 'dnt')),
    since timestamptz NOT NULL
);

-- Leave for staff to see a minor's data (policy VI): given by somebody else, for a reason, for a time.
CREATE TABLE consent.access_approval (
    id text COLLATE "C" PRIMARY KEY,
    member_id text NOT NULL,
    clinic_id text NOT NULL,
    approved_by text NOT NULL,
    reason text NOT NULL CHECK (reason IN ('treatment', 'complaint', 'safety', 'law')),
    approved_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > approved_at)
);
CREATE INDEX access_approval_decision ON consent.access_approval (member_id, clinic_id, expires_at);

-- To the minute: when a clinic last used a grant.
ALTER TABLE consent.clinic_grant ADD COLUMN last_used_at timestamptz;

GRANT SELECT, INSERT ON consent.receipt_key, consent.policy_change, consent.access_approval TO mejene_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON consent.opt_out TO mejene_app;
GRANT UPDATE (last_used_at) ON consent.clinic_grant TO mejene_app;
