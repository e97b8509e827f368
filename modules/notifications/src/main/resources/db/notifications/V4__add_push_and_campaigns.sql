-- One device a member, the last she signed in with; one member a device.
CREATE TABLE notifications.push_token (
    member_id text COLLATE "C" PRIMARY KEY,
    provider text NOT NULL,
    token bytea NOT NULL,
    token_index bytea NOT NULL UNIQUE CHECK (octet_length(token_index) = 32),
    updated_at timestamptz NOT NULL
);

-- What staff announce, and how far through its audience it has come.
CREATE TABLE notifications.campaign (
    id text COLLATE "C" PRIMARY KEY,
    kind text NOT NULL,
    channels text[] NOT NULL,
    title_zh text NOT NULL,
    text_zh text NOT NULL,
    title_en text NOT NULL,
    text_en text NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    spread_after text COLLATE "C" NOT NULL DEFAULT '',
    spread_at timestamptz
);
CREATE INDEX campaign_unfinished ON notifications.campaign (id) WHERE spread_at IS NULL;

-- An announcement that went out by push is read in the inbox.
ALTER TABLE notifications.inbox_message ADD COLUMN campaign_id text;

CREATE INDEX delivery_reference ON notifications.delivery (provider, provider_reference)
    WHERE provider_reference IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON notifications.push_token TO mejene_app;
GRANT SELECT, INSERT ON notifications.campaign TO mejene_app;
GRANT UPDATE (spread_after, spread_at) ON notifications.campaign TO mejene_app;
