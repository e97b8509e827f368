-- Incidents: what happened, whom it concerns, what was told to whom and by when. A member among the actors stands under
-- her pseudonym.
CREATE TABLE audit.incident (
    incident_id text COLLATE "C" PRIMARY KEY,
    opened_at timestamptz NOT NULL,
    opened_by text NOT NULL,
    discovered_at timestamptz NOT NULL,
    window_from timestamptz NOT NULL,
    window_to timestamptz NOT NULL,
    clinic_id text,
    key_id text,
    actor text,
    level text NOT NULL CHECK (level IN ('general', 'larger', 'major', 'extraordinary')),
    critical boolean NOT NULL,
    rehearsal boolean NOT NULL,
    scoped_at timestamptz,
    notice_id text,
    announced_at timestamptz,
    handled_at timestamptz,
    CHECK (window_from < window_to)
);
CREATE INDEX incident_unscoped ON audit.incident (opened_at) WHERE scoped_at IS NULL;

-- What officers reported or decided, as they wrote it; never changed.
CREATE TABLE audit.incident_report (
    report_id text COLLATE "C" PRIMARY KEY,
    incident_id text NOT NULL REFERENCES audit.incident (incident_id),
    kind text NOT NULL CHECK (kind IN ('notice', 'no-notice', 'regulator', 'level', 'handled', 'final')),
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    content text NOT NULL
);
CREATE INDEX incident_report_incident ON audit.incident_report (incident_id);

-- What is owed by when; times are those of the platform's clock.
CREATE TABLE audit.duty (
    incident_id text NOT NULL REFERENCES audit.incident (incident_id),
    kind text NOT NULL CHECK (kind IN ('notice', 'regulator', 'final')),
    due_at timestamptz NOT NULL,
    done_at timestamptz,
    escalated_at timestamptz,
    PRIMARY KEY (incident_id, kind)
);
CREATE INDEX duty_open ON audit.duty (due_at) WHERE done_at IS NULL AND escalated_at IS NULL;

-- Who is concerned, once each. The id of the member is there as long as anything leads to her.
CREATE TABLE audit.affected (
    incident_id text NOT NULL REFERENCES audit.incident (incident_id),
    subject text NOT NULL,
    member_id text COLLATE "C",
    categories text[] NOT NULL,
    entries bigint NOT NULL,
    first_at timestamptz,
    last_at timestamptz,
    notified_at timestamptz,
    reachable boolean NOT NULL DEFAULT true,
    PRIMARY KEY (incident_id, subject)
);
CREATE INDEX affected_member ON audit.affected (member_id);
CREATE INDEX affected_to_notify ON audit.affected (incident_id) WHERE member_id IS NOT NULL AND notified_at IS NULL;

GRANT SELECT, INSERT ON audit.incident, audit.incident_report TO mejene_app;
GRANT UPDATE (level, scoped_at, notice_id, announced_at, handled_at) ON audit.incident TO mejene_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON audit.affected, audit.duty TO mejene_app;
