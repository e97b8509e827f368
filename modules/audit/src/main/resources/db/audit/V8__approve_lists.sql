-- Lists of people's data that somebody may do more with than look, for some hours: asked for with a reason, allowed by
-- somebody else (policy IV(A)4). A list stands under a keyed hash of what it shows.
CREATE TABLE audit.list_approval (
    approval_id text COLLATE "C" PRIMARY KEY,
    list text NOT NULL,
    viewer text NOT NULL,
    reason text NOT NULL,
    asked_at timestamptz NOT NULL,
    decision text CHECK (decision IN ('approved', 'refused')),
    decided_by text CHECK (decided_by <> viewer),
    decided_at timestamptz,
    expires_at timestamptz,
    CHECK (num_nulls(decision, decided_by, decided_at) IN (0, 3)),
    CHECK ((decision IS NOT DISTINCT FROM 'approved') = (expires_at IS NOT NULL))
);
CREATE INDEX list_approval_viewer ON audit.list_approval (viewer, list);

GRANT SELECT, INSERT ON audit.list_approval TO mejene_app;
GRANT UPDATE (decision, decided_by, decided_at, expires_at) ON audit.list_approval TO mejene_app;
