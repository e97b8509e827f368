-- Uploads that come in several requests. `received` bytes count, in parts that the vault keeps under the upload's id.
-- One writer at a time: the node run that holds it, and the number that each taking raises.
CREATE TABLE records.resumable (
    upload_id text PRIMARY KEY,
    record_id text NOT NULL UNIQUE,
    member_id text NOT NULL,
    clinic_id text,
    uploader text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('oral-scan', 'xray', 'treatment-record', 'treatment-plan', 'warranty-card')),
    concat text CHECK (concat = 'partial' OR concat LIKE 'final;%'),
    length bigint CHECK (length >= 0),
    received bigint NOT NULL DEFAULT 0 CHECK (received >= 0 AND received <= length),
    parts integer NOT NULL DEFAULT 0,
    label bytea NOT NULL,
    metadata bytea NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
    writer bigint NOT NULL DEFAULT 0,
    node text,
    incarnation bigint,
    expires_at timestamptz NOT NULL,
    CHECK (state = 'open' OR received = length),
    CHECK ((node IS NULL) = (incarnation IS NULL))
);
CREATE INDEX resumable_expiry ON records.resumable (expires_at);

-- What a member's records, and a clinic's, take up; uploads under way count with the length they announced.
CREATE TABLE records.usage (
    owner text PRIMARY KEY,
    bytes bigint NOT NULL CHECK (bytes >= 0),
    items bigint NOT NULL CHECK (items >= 0)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON records.resumable TO mejene_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON records.usage TO mejene_app;

INSERT INTO records.usage (owner, bytes, items)
SELECT owner, sum(size), count(*)
  FROM (SELECT member_id AS owner, size FROM records.record
        UNION ALL
        SELECT clinic_id, size FROM records.record WHERE clinic_id IS NOT NULL) AS each
 GROUP BY owner;

-- The row of the account is locked until the transaction ends, so that a limit read after it holds for everybody.
CREATE FUNCTION records.account(who text, more_bytes bigint, more_items bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF who IS NULL OR (more_bytes = 0 AND more_items = 0) THEN
        RETURN;
    END IF;
    UPDATE records.usage SET bytes = bytes + more_bytes, items = items + more_items WHERE owner = who;
    IF NOT FOUND AND more_items >= 0 AND more_bytes >= 0 THEN
        INSERT INTO records.usage AS u (owner, bytes, items) VALUES (who, more_bytes, more_items)
        ON CONFLICT (owner) DO UPDATE SET bytes = u.bytes + excluded.bytes, items = u.items + excluded.items;
    END IF;
END $$;

GRANT EXECUTE ON FUNCTION records.account TO mejene_app;

CREATE FUNCTION records.account_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM records.account(NEW.member_id, NEW.size, 1), records.account(NEW.clinic_id, NEW.size, 1);
    ELSE
        PERFORM records.account(OLD.member_id, -OLD.size, -1), records.account(OLD.clinic_id, -OLD.size, -1);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER account AFTER INSERT OR DELETE ON records.record
    FOR EACH ROW EXECUTE FUNCTION records.account_record();

-- A finished upload counts as its record, one made of others as those.
CREATE FUNCTION records.account_resumable() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    one records.resumable := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    bytes_before bigint := 0;
    items_before bigint := 0;
    bytes_after bigint := 0;
    items_after bigint := 0;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'open' AND coalesce(OLD.concat, 'partial') = 'partial' THEN
        bytes_before := greatest(coalesce(OLD.length, 0), OLD.received);
        items_before := 1;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state = 'open' AND coalesce(NEW.concat, 'partial') = 'partial' THEN
        bytes_after := greatest(coalesce(NEW.length, 0), NEW.received);
        items_after := 1;
    END IF;
    PERFORM records.account(one.member_id, bytes_after - bytes_before, items_after - items_before),
            records.account(one.clinic_id, bytes_after - bytes_before, items_after - items_before);
    RETURN NULL;
END $$;
CREATE TRIGGER account AFTER INSERT OR UPDATE OR DELETE ON records.resumable
    FOR EACH ROW EXECUTE FUNCTION records.account_resumable();
