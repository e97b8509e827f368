-- Wrapped keys of every level, in a database of their own whose backups are short-lived.

CREATE TABLE keys.class_key (
    id text PRIMARY KEY,
    subject text NOT NULL,
    class text NOT NULL CHECK (class IN ('identity', 'care', 'transaction', 'evidence', 'log', 'index')),
    state text NOT NULL CHECK (state IN ('active', 'restore-only', 'frozen', 'destroyed')),
    wrapped bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (subject, class),
    CHECK ((state = 'destroyed') = (wrapped IS NULL))
);

-- One per blob, one per sealed value.
CREATE TABLE keys.data_key (
    id text PRIMARY KEY,
    class_key_id text NOT NULL REFERENCES keys.class_key (id),
    wrapped bytea NOT NULL,
    sealing_issued boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX data_key_class ON keys.data_key (class_key_id);

-- What was destroyed, to be destroyed again after any restore.
CREATE TABLE keys.tombstone (
    key_id text PRIMARY KEY,
    level text NOT NULL CHECK (level IN ('class', 'data')),
    destroyed_at timestamptz NOT NULL DEFAULT now()
);

GRANT USAGE ON SCHEMA keys TO mejene_keys;
GRANT SELECT, INSERT, UPDATE ON keys.class_key TO mejene_keys;
GRANT SELECT, INSERT, UPDATE, DELETE ON keys.data_key TO mejene_keys;
GRANT SELECT, INSERT ON keys.tombstone TO mejene_keys;
