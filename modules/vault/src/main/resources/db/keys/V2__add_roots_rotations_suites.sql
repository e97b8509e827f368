-- Versions of the root key. No class key is wrapped under a version that is not enabled: whoever adds one holds a
-- shared lock on its version, whoever disables a version an exclusive one.
CREATE TABLE keys.root (
    version text PRIMARY KEY,
    enabled boolean NOT NULL DEFAULT true,
    made_at timestamptz NOT NULL DEFAULT now(),
    disabled_at timestamptz,
    CHECK (enabled = (disabled_at IS NULL))
);

-- Which version wraps the key; '' is of before versions were noted.
ALTER TABLE keys.class_key ADD COLUMN root text NOT NULL DEFAULT '';
CREATE INDEX class_key_root ON keys.class_key (root) WHERE wrapped IS NOT NULL;

-- The cipher of what the key seals, and of its own wrapping.
ALTER TABLE keys.data_key ADD COLUMN suite text NOT NULL DEFAULT 'aes-256-gcm'
    CHECK (suite IN ('aes-256-gcm', 'sm4-gcm'));

-- Rotations of the root key, one at a time; a job works on the one that runs.
CREATE TABLE keys.rotation (
    id text PRIMARY KEY,
    state text NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'rewrapping', 'disabling', 'done')),
    version text,
    requested_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    CHECK ((state = 'requested') = (version IS NULL)),
    CHECK ((state = 'done') = (ended_at IS NOT NULL))
);
CREATE UNIQUE INDEX rotation_running ON keys.rotation ((true)) WHERE state <> 'done';

CREATE FUNCTION keys.refuse_revival() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a destroyed key stays destroyed' USING ERRCODE = 'MJ001';
END $$;
CREATE TRIGGER class_key_destroyed BEFORE UPDATE ON keys.class_key
    FOR EACH ROW WHEN (OLD.state = 'destroyed') EXECUTE FUNCTION keys.refuse_revival();

GRANT SELECT, INSERT, UPDATE ON keys.root, keys.rotation TO mejene_keys;
