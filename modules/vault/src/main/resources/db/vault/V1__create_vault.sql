-- Every blob that has or may have bytes in the store. A reserved one belongs to the node run that reserved it.
CREATE TABLE vault.blob (
    id text PRIMARY KEY,
    subject text NOT NULL,
    data_key_id text NOT NULL,
    associated_data text NOT NULL,
    state text NOT NULL CHECK (state IN ('reserved', 'stored', 'erased')),
    size bigint,
    node text NOT NULL,
    incarnation bigint NOT NULL,
    reserved_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((state = 'stored') <= (size IS NOT NULL))
);
CREATE INDEX blob_unsettled ON vault.blob (reserved_at) WHERE state <> 'stored';

GRANT USAGE ON SCHEMA vault TO mejene_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON vault.blob TO mejene_app;
