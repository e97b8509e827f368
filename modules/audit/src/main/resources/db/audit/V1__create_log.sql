-- The access log. An entry is two rows: what it says, which may be erased after three years, and a salted commitment
-- to it, which stays. Nobody but the retention function may change either.

CREATE TABLE audit.body (
    entry_id text PRIMARY KEY,
    subject text NOT NULL,
    at timestamptz NOT NULL,
    salt bytea NOT NULL CHECK (octet_length(salt) = 32),
    body text NOT NULL
);
CREATE INDEX body_subject ON audit.body (subject, entry_id DESC);

CREATE TABLE audit.commitment (
    entry_id text PRIMARY KEY,
    commitment bytea NOT NULL CHECK (octet_length(commitment) = 32)
);

-- Erases bodies past their three years, a batch at a time; the only way to remove one. Runs with its owner's rights.
-- Three years end with the corresponding day, or with the month where there is none (Civil Code 202), and bodies go with
-- the day after. Counted from each entry: counted back from 29 February, an entry of 28 February would stay a day longer.
-- The caller's time counts only as far as the platform's own clock has come, so that nobody erases by naming a late day.
CREATE FUNCTION audit.erase_expired(now_at timestamptz, most integer) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH expired AS (
        SELECT entry_id FROM audit.body
         WHERE (date_trunc('day', at AT TIME ZONE 'Asia/Shanghai') + interval '3 years 1 day') AT TIME ZONE 'Asia/Shanghai'
               <= least(now_at, now() + coalesce((SELECT offset_millis FROM kernel.clock), 0) * interval '1 millisecond')
         ORDER BY at LIMIT most
    ), gone AS (
        DELETE FROM audit.body b USING expired e WHERE b.entry_id = e.entry_id RETURNING 1
    )
    SELECT count(*)::integer FROM gone
$$;
REVOKE ALL ON FUNCTION audit.erase_expired(timestamptz, integer) FROM PUBLIC;

GRANT USAGE ON SCHEMA audit TO mejene_app, mejene_retention;
GRANT SELECT, INSERT ON audit.body, audit.commitment TO mejene_app;
GRANT EXECUTE ON FUNCTION audit.erase_expired(timestamptz, integer) TO mejene_retention;
