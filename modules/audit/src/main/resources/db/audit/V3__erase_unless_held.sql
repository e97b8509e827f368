-- Bodies of a person on whom a legal hold lies stay past their time. The subject is a pseudonym, as in the log.
CREATE TABLE audit.hold (
    hold_id text PRIMARY KEY,
    subject text NOT NULL,
    placed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX hold_subject ON audit.hold (subject);
CREATE INDEX body_at ON audit.body (at);

-- As before, and nothing that is held; what is younger than three years is not even looked at.
CREATE OR REPLACE FUNCTION audit.erase_expired(now_at timestamptz, most integer) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH clock AS (
        SELECT least(now_at, now() + coalesce((SELECT offset_millis FROM kernel.clock), 0) * interval '1 millisecond') AS at
    ), expired AS (
        SELECT entry_id FROM audit.body b, clock c
         WHERE b.at < c.at - interval '3 years' + interval '1 day'
           AND (date_trunc('day', b.at AT TIME ZONE 'Asia/Shanghai') + interval '3 years 1 day') AT TIME ZONE 'Asia/Shanghai'
               <= c.at
           AND NOT EXISTS (SELECT 1 FROM audit.hold h WHERE h.subject = b.subject)
         ORDER BY b.at LIMIT most
    ), gone AS (
        DELETE FROM audit.body b USING expired e WHERE b.entry_id = e.entry_id RETURNING 1
    )
    SELECT count(*)::integer FROM gone
$$;
REVOKE ALL ON FUNCTION audit.erase_expired(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.erase_expired(timestamptz, integer) TO mejene_retention;
GRANT SELECT, INSERT, DELETE ON audit.hold TO mejene_app;
