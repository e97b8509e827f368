-- Who may be given members' data, as people are told about it; each telling is kept, the last one counts (policy III(A)1,
-- PIPL 23). Published.
CREATE TABLE consent.recipient_notice (
    id text COLLATE "C" PRIMARY KEY,
    recipient text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('partner', 'affiliate', 'successor', 'public')),
    name text NOT NULL,
    contact text NOT NULL,
    region text NOT NULL,
    necessary boolean NOT NULL,
    purpose text NOT NULL,
    method text NOT NULL,
    categories text[] NOT NULL CHECK (cardinality(categories) > 0),
    fields text[] NOT NULL CHECK (cardinality(fields) > 0),
    declared_by text NOT NULL,
    declared_at timestamptz NOT NULL
);
CREATE INDEX recipient_notice_newest ON consent.recipient_notice (recipient, id DESC);

-- Separate consents, one for each recipient and kind, to what was told.
CREATE TABLE consent.recipient_consent (
    id text COLLATE "C" PRIMARY KEY,
    member_id text NOT NULL,
    recipient text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('sharing', 'transfer', 'publication')),
    notice_id text COLLATE "C" NOT NULL REFERENCES consent.recipient_notice,
    given_at timestamptz NOT NULL,
    withdrawn_at timestamptz
);
CREATE UNIQUE INDEX recipient_consent_live ON consent.recipient_consent (member_id, recipient, kind)
    WHERE withdrawn_at IS NULL;

-- The one way out (policy III). What was asked for never changes; when its package was first opened is noted.
CREATE TABLE consent.disclosure (
    id text COLLATE "C" PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('sharing', 'transfer', 'publication', 'lawful-demand')),
    recipient text NOT NULL,
    member_id text NOT NULL,
    fields text[] NOT NULL CHECK (cardinality(fields) > 0),
    basis text NOT NULL
        CHECK (basis IN ('consent', 'contract', 'statutory', 'emergency', 'publicly-disclosed', 'other-law')),
    reference text CHECK (basis = 'consent' OR reference IS NOT NULL),
    justification text CHECK (basis <> 'emergency' OR justification IS NOT NULL),
    jurisdiction text CHECK (kind <> 'lawful-demand' OR jurisdiction IS NOT NULL),
    prc_approval text,
    approvals integer NOT NULL CHECK (approvals >= CASE WHEN kind = 'lawful-demand' THEN 2 ELSE 0 END),
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL,
    handed_out_at timestamptz
);
CREATE INDEX disclosure_member ON consent.disclosure (member_id);

CREATE TABLE consent.disclosure_approval (
    disclosure_id text COLLATE "C" NOT NULL REFERENCES consent.disclosure,
    approver text NOT NULL,
    approved_at timestamptz NOT NULL,
    PRIMARY KEY (disclosure_id, approver)
);

-- Mergers and the like, and whom they were told to (policy III(B)2).
CREATE TABLE consent.corporate_event (
    id text COLLATE "C" PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('merger', 'division', 'dissolution', 'bankruptcy', 'acquisition')),
    notice_id text COLLATE "C" NOT NULL REFERENCES consent.recipient_notice,
    bound boolean NOT NULL,
    effective_at timestamptz NOT NULL,
    declared_by text NOT NULL,
    declared_at timestamptz NOT NULL,
    told_at timestamptz
);
CREATE TABLE consent.corporate_notice (
    event_id text COLLATE "C" NOT NULL REFERENCES consent.corporate_event,
    member_id text NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (event_id, member_id)
);

GRANT SELECT, INSERT ON consent.recipient_notice, consent.recipient_consent, consent.disclosure,
    consent.disclosure_approval, consent.corporate_event, consent.corporate_notice TO mejene_app;
GRANT UPDATE (withdrawn_at) ON consent.recipient_consent TO mejene_app;
GRANT UPDATE (handed_out_at) ON consent.disclosure TO mejene_app;
GRANT UPDATE (told_at) ON consent.corporate_event TO mejene_app;
