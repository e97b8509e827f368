-- What is to leave through a provider: whose, of which kind, by which way, in ids only. Address and text are made up when
-- it leaves. A delivery that is being sent belongs to one run of one node. Times of waiting are real time (due_at) or the
-- platform's clock (not_before).
CREATE TABLE notifications.delivery (
    id text COLLATE "C" PRIMARY KEY,
    member_id text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('email', 'sms', 'push')),
    marketing boolean NOT NULL,
    notice_id text COLLATE "C" NOT NULL,
    state text NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'delivered', 'dropped', 'dead')),
    attempts smallint NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT now(),
    not_before timestamptz NOT NULL,
    node text,
    incarnation bigint,
    claimed_at timestamptz,
    request_key text,
    provider text,
    provider_reference text,
    reason text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (notice_id, member_id, channel),
    CHECK ((state = 'sending') = (node IS NOT NULL))
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX delivery_queued ON notifications.delivery (channel, marketing, id) WHERE state = 'queued';
-- A member's messages of one lane leave in their order.
CREATE INDEX delivery_line ON notifications.delivery (member_id, channel, marketing, id)
    WHERE state IN ('queued', 'sending');
CREATE INDEX delivery_sending ON notifications.delivery (claimed_at) WHERE state = 'sending';
CREATE INDEX delivery_dead ON notifications.delivery (id DESC) WHERE state = 'dead';
CREATE INDEX delivery_member ON notifications.delivery (member_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON notifications.delivery TO mejene_app;
