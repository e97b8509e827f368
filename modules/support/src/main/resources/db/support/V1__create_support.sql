-- What members ask and complain about. Tickets wait for staff (open), for the member (answered), or for nobody (closed).
CREATE TABLE support.ticket (
    ticket_id text COLLATE "C" PRIMARY KEY,
    member_id text COLLATE "C" NOT NULL,
    kind text NOT NULL CHECK (kind IN ('question', 'complaint')),
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'answered', 'closed')),
    -- Where it came from, sealed: network address and version of the operating system.
    origin bytea NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX ticket_member ON support.ticket (member_id, ticket_id DESC);
CREATE INDEX ticket_unclosed ON support.ticket (status, updated_at) WHERE status <> 'closed';
CREATE FUNCTION support.keep_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a closed ticket stays closed' USING ERRCODE = '23514', CONSTRAINT = 'ticket_closed';
END $$;
CREATE TRIGGER ticket_closed BEFORE UPDATE ON support.ticket
    FOR EACH ROW WHEN (OLD.status = 'closed') EXECUTE FUNCTION support.keep_closed();

CREATE TABLE support.message (
    message_id text COLLATE "C" PRIMARY KEY,
    ticket_id text COLLATE "C" NOT NULL REFERENCES support.ticket ON DELETE CASCADE,
    member_id text COLLATE "C" NOT NULL,
    author text NOT NULL CHECK (author IN ('member', 'staff')),
    staff_id text COLLATE "C",
    text bytea NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT message_author CHECK ((author = 'staff') = (staff_id IS NOT NULL))
);
CREATE INDEX message_ticket ON support.message (ticket_id, message_id);

GRANT USAGE ON SCHEMA support TO mejene_app;
GRANT SELECT, INSERT, DELETE ON support.ticket, support.message TO mejene_app;
GRANT UPDATE (status, updated_at) ON support.ticket TO mejene_app;
