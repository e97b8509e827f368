-- What a partner must have before it gets or sends anything (policy II(B)2, III.0): an agreement and a security test that
-- it passed, each for a time. Of each kind the one that was recorded last counts.
CREATE TABLE consent.assessment (
    id text COLLATE "C" PRIMARY KEY,
    partner text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('agreement', 'security-test')),
    reference text NOT NULL,
    passed boolean NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_until timestamptz NOT NULL CHECK (valid_until > valid_from),
    recorded_by text NOT NULL
);
CREATE INDEX assessment_partner ON consent.assessment (partner, kind, id DESC);

-- Where data about members come from beside themselves (policy I(D)): the only fields that are taken, and which of them
-- the person let the source pass on.
CREATE TABLE consent.source (
    id text COLLATE "C" PRIMARY KEY,
    partner text NOT NULL,
    agreement text NOT NULL,
    legality text NOT NULL,
    purposes text[] NOT NULL CHECK (cardinality(purposes) > 0),
    fields text[] NOT NULL CHECK (cardinality(fields) > 0),
    scope text[] NOT NULL CHECK (scope <@ fields),
    may_transfer boolean NOT NULL,
    may_share boolean NOT NULL,
    may_publish boolean NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_until timestamptz NOT NULL CHECK (valid_until > valid_from),
    registered_by text NOT NULL
);
CREATE INDEX source_partner ON consent.source (partner, id DESC);

-- What arrived beyond the scope and waits, sealed, for the member's decision (policy I(D)3). The value goes with it.
CREATE TABLE consent.quarantined (
    id text COLLATE "C" PRIMARY KEY,
    member_id text NOT NULL,
    source_id text COLLATE "C" NOT NULL REFERENCES consent.source,
    field text NOT NULL,
    value bytea,
    state text NOT NULL CHECK (state IN ('quarantined', 'released', 'refused', 'expired')),
    received_at timestamptz NOT NULL,
    delete_by timestamptz NOT NULL,
    decided_at timestamptz,
    CHECK ((state = 'quarantined') = (value IS NOT NULL)),
    CHECK ((state = 'quarantined') = (decided_at IS NULL))
);
CREATE UNIQUE INDEX quarantined_once ON consent.quarantined (member_id, source_id, field) WHERE state = 'quarantined';
CREATE INDEX quarantined_due ON consent.quarantined (delete_by) WHERE state = 'quarantined';

GRANT SELECT, INSERT ON consent.assessment, consent.source, consent.quarantined TO mejene_app;
GRANT UPDATE (value, state, decided_at) ON consent.quarantined TO mejene_app;
