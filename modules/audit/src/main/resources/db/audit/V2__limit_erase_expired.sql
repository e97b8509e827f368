-- Three years end with the corresponding day, or with the month where there is none (Civil Code 202), and bodies go with
-- the day after. Counted from each entry: counted back from 29 February, an entry of 28 February would stay a day longer.
-- The caller's time counts only as far as the platform's own clock has come, so that nobody erases by naming a late day.
CREATE OR REPLACE FUNCTION audit.erase_expired(now_at timestamptz, most integer) RETURNS integer
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
