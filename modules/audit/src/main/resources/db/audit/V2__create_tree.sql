-- The tree over the commitments (RFC 6962). Leaves and nodes are only ever added; leaf and head change in one
-- transaction of the one node that holds the lease, so that no index is left out or given twice.

-- The time is part of the leaf: it tells, when a body is gone, whether it may be gone.
ALTER TABLE audit.commitment ADD COLUMN at timestamptz;
UPDATE audit.commitment c SET at = date_trunc('milliseconds', b.at) FROM audit.body b WHERE b.entry_id = c.entry_id;
UPDATE audit.commitment SET at = 'epoch' WHERE at IS NULL;
ALTER TABLE audit.commitment ALTER COLUMN at SET NOT NULL;

-- What is not yet in the tree; written with the commitment.
CREATE TABLE audit.pending (entry_id text PRIMARY KEY);
INSERT INTO audit.pending (entry_id) SELECT entry_id FROM audit.commitment;

CREATE TABLE audit.leaf (
    index bigint PRIMARY KEY CHECK (index >= 0),
    entry_id text NOT NULL UNIQUE REFERENCES audit.commitment (entry_id),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);

-- Roots of complete subtrees of 256^level leaves: what tiles above level 0 are made of.
CREATE TABLE audit.node (
    level integer NOT NULL CHECK (level > 0),
    index bigint NOT NULL CHECK (index >= 0),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (level, index)
);

CREATE TABLE audit.head (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    size bigint NOT NULL CHECK (size >= 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    epoch bigint NOT NULL
);
INSERT INTO audit.head (size, root, epoch) VALUES (0, sha256(''), 0);

-- The last signed head.
CREATE TABLE audit.checkpoint (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    size bigint NOT NULL CHECK (size > 0),
    note text NOT NULL
);

-- Heads and checkpoints go forward only, and a holder whose lease has gone to another writes none.
CREATE FUNCTION audit.go_forward() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.size <= OLD.size THEN
        RAISE EXCEPTION 'the log does not go back';
    END IF;
    IF TG_TABLE_NAME = 'head' THEN
        IF NEW.epoch < OLD.epoch THEN
            RAISE EXCEPTION 'the lease has gone to another node';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER head_goes_forward BEFORE UPDATE ON audit.head FOR EACH ROW EXECUTE FUNCTION audit.go_forward();
CREATE TRIGGER checkpoint_goes_forward BEFORE UPDATE ON audit.checkpoint FOR EACH ROW EXECUTE FUNCTION audit.go_forward();

-- What signs checkpoints: public, and sealed.
CREATE TABLE audit.log_key (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    key_id text NOT NULL,
    public_key bytea NOT NULL CHECK (octet_length(public_key) = 32),
    private_key bytea NOT NULL,
    created_at timestamptz NOT NULL
);

GRANT SELECT, INSERT, DELETE ON audit.pending TO mejene_app;
GRANT SELECT, INSERT ON audit.leaf, audit.node, audit.log_key TO mejene_app;
GRANT SELECT, UPDATE ON audit.head TO mejene_app;
GRANT SELECT, INSERT, UPDATE ON audit.checkpoint TO mejene_app;
