-- What every module shares: nodes, clock, outbox, inbox, idempotency, jobs.

-- One row per node. A lease of any kind is held by (node, incarnation) and lives while the heartbeat does.
CREATE TABLE kernel.node (
    node text PRIMARY KEY,
    incarnation bigint NOT NULL,
    heartbeat_at timestamptz NOT NULL,
    clock_version bigint NOT NULL
);
CREATE SEQUENCE kernel.incarnation;

-- The development clock's offset from real time. A production node takes the
-- right to write it from the application when it boots, and does not boot when it has ever been moved.
CREATE TABLE kernel.clock (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    offset_millis bigint NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE kernel.outbox (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id text NOT NULL UNIQUE,
    topic text NOT NULL,
    partition_key text NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- The one relay that may send; the epoch rises with every change of hands.
CREATE TABLE kernel.lease (
    name text PRIMARY KEY,
    node text NOT NULL,
    incarnation bigint NOT NULL,
    epoch bigint NOT NULL
);

-- Which events a consumer has applied.
CREATE TABLE kernel.inbox (
    consumer text NOT NULL,
    event_id text NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, event_id)
);

CREATE TABLE kernel.idempotency (
    principal text NOT NULL,
    operation text NOT NULL,
    key_hash bytea NOT NULL,
    fingerprint bytea NOT NULL,
    node text NOT NULL,
    incarnation bigint NOT NULL,
    claimed_until timestamptz NOT NULL,
    answer bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (principal, operation, key_hash)
);
CREATE INDEX idempotency_created ON kernel.idempotency (created_at);

CREATE TABLE kernel.job (
    name text PRIMARY KEY,
    due_at timestamptz NOT NULL,
    real_time boolean NOT NULL,
    node text,
    incarnation bigint,
    epoch bigint NOT NULL DEFAULT 0
);

CREATE TABLE kernel.job_run (
    job text NOT NULL,
    due_at timestamptz NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('done', 'failed')),
    node text NOT NULL,
    finished_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (job, due_at)
);

GRANT USAGE ON SCHEMA kernel TO mejene_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA kernel TO mejene_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA kernel TO mejene_app;
