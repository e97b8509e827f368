-- Who a member is to WeChat, found by keyed hashes only. One WeChat account belongs to one member.
CREATE TABLE identity.wechat_identity (
    openid_index bytea PRIMARY KEY CHECK (octet_length(openid_index) = 32),
    member_id text NOT NULL REFERENCES identity.account ON DELETE CASCADE,
    identity bytea NOT NULL,
    linked_at timestamptz NOT NULL
);
CREATE INDEX wechat_identity_member ON identity.wechat_identity (member_id);

CREATE TABLE identity.wechat_union (
    unionid_index bytea PRIMARY KEY CHECK (octet_length(unionid_index) = 32),
    member_id text NOT NULL REFERENCES identity.account ON DELETE CASCADE
);
CREATE INDEX wechat_union_member ON identity.wechat_union (member_id);

-- The mini-program's server token, one for all nodes. Whoever holds the row asks WeChat for the next.
CREATE TABLE identity.wechat_token (
    app_id text PRIMARY KEY,
    token bytea,
    version bigint NOT NULL DEFAULT 0,
    obtained_at timestamptz,
    expires_at timestamptz,
    CHECK ((token IS NULL) = (obtained_at IS NULL) AND (token IS NULL) = (expires_at IS NULL))
);

-- A number that the carrier gave to somebody else no longer leads to the account that it once opened.
ALTER TABLE identity.account ADD COLUMN released_at timestamptz;
ALTER TABLE identity.account DROP CONSTRAINT account_phone_unique;
CREATE UNIQUE INDEX account_phone_unique ON identity.account (phone_index) WHERE released_at IS NULL;
ALTER TABLE identity.account ADD CHECK (released_at IS NULL OR status <> 'active');

-- What a sign-in is compared with: keyed hashes of the devices and networks that the member used.
CREATE TABLE identity.familiar (
    member_id text NOT NULL REFERENCES identity.account ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('device', 'network')),
    trait bytea NOT NULL CHECK (octet_length(trait) = 32),
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (member_id, kind, trait)
);
CREATE INDEX familiar_age ON identity.familiar (seen_at);

GRANT SELECT, INSERT, DELETE ON identity.wechat_identity, identity.wechat_union TO mejene_app;
GRANT SELECT, INSERT, UPDATE ON identity.wechat_token TO mejene_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.familiar TO mejene_app;
