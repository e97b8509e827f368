-- Who was shown which record when: what the hidden mark of the picture leads to.
CREATE TABLE records.preview (
    code bigint PRIMARY KEY CHECK (code > 0 AND code < 281474976710656),
    viewer_id text NOT NULL,
    record_id text NOT NULL,
    member_id text NOT NULL,
    shown_at timestamptz NOT NULL,
    trace text NOT NULL
);
CREATE INDEX preview_member ON records.preview (member_id);
GRANT SELECT, INSERT, DELETE ON records.preview TO mejene_app;
