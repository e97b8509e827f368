-- What happened, in ids and fixed words; the text is made when the message is read.
CREATE TABLE notifications.inbox_message (
    id text COLLATE "C" PRIMARY KEY,
    member_id text NOT NULL,
    kind text NOT NULL,
    created_at timestamptz NOT NULL,
    read_at timestamptz,
    record_id text,
    record_kind text CHECK (record_kind IS NULL OR record_id IS NOT NULL),
    clinic_id text,
    grant_id text
);
CREATE INDEX inbox_message_member ON notifications.inbox_message (member_id, id DESC);

GRANT USAGE ON SCHEMA notifications TO mejene_app;
GRANT SELECT, INSERT, DELETE ON notifications.inbox_message TO mejene_app;
