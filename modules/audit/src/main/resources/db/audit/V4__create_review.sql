-- The monthly audit: one a month, as it was signed, and its findings until somebody has dealt with them.
CREATE TABLE audit.review (
    month text PRIMARY KEY CHECK (month ~ '^[0-9]{4}-[0-9]{2}$'),
    made_at timestamptz NOT NULL,
    report text NOT NULL,
    signature text NOT NULL
);

CREATE TABLE audit.finding (
    finding_id text PRIMARY KEY,
    month text NOT NULL REFERENCES audit.review (month),
    made_at timestamptz NOT NULL,
    disposition text CHECK (disposition IN ('handled', 'justified', 'false-alarm')),
    reference text,
    decided_by text,
    decided_at timestamptz,
    escalated_at timestamptz,
    CHECK (num_nulls(disposition, decided_by, decided_at) IN (0, 3))
);
CREATE INDEX finding_month ON audit.finding (month);
CREATE INDEX finding_open ON audit.finding (made_at) WHERE disposition IS NULL AND escalated_at IS NULL;

GRANT SELECT, INSERT ON audit.review, audit.finding TO mejene_app;
GRANT UPDATE (disposition, reference, decided_by, decided_at, escalated_at) ON audit.finding TO mejene_app;
