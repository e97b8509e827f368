-- Where a blob's bytes lie: a store by its configured name, and the name of the object there (its id unless it was
-- moved). While it is moved, where the copy is being written: every copy has a name of its own, so that a mover that
-- lost its lease can harm nobody's bytes.
ALTER TABLE vault.blob
    ADD COLUMN store text NOT NULL DEFAULT 'files',
    ADD COLUMN object text,
    ADD COLUMN copy_store text,
    ADD COLUMN copy_object text,
    ADD CHECK ((copy_store IS NULL) = (copy_object IS NULL));
CREATE UNIQUE INDEX blob_object ON vault.blob ((coalesce(object, id)));
CREATE UNIQUE INDEX blob_copy ON vault.blob (copy_object) WHERE copy_object IS NOT NULL;
CREATE INDEX blob_store ON vault.blob (store, id) WHERE state <> 'erased';

-- Migrations to another store, one at a time; a job works on the one that runs.
CREATE TABLE vault.move (
    id text PRIMARY KEY,
    target text NOT NULL,
    state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed')),
    passed_id text NOT NULL DEFAULT '',
    moved bigint NOT NULL DEFAULT 0,
    faulty bigint NOT NULL DEFAULT 0,
    requested_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    CHECK ((state = 'running') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX move_running ON vault.move ((true)) WHERE state = 'running';

GRANT SELECT, INSERT, UPDATE ON vault.move TO mejene_app;
