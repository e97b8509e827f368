-- Somebody else's name and number, sealed under the member's key; kept only with her consent.
CREATE TABLE members.emergency_contact (
    member_id text COLLATE "C" PRIMARY KEY,
    contact bytea NOT NULL,
    updated_at timestamptz NOT NULL
);

-- What a profile said before; a field that is erased takes the whole history with it.
CREATE TABLE members.profile_before (
    id text COLLATE "C" PRIMARY KEY,
    member_id text COLLATE "C" NOT NULL,
    profile bytea NOT NULL,
    replaced_at timestamptz NOT NULL
);
CREATE INDEX profile_before_member ON members.profile_before (member_id, id);

-- A member without a row has never chosen: no marketing, all service messages, nothing personal.
CREATE TABLE members.preferences (
    member_id text COLLATE "C" PRIMARY KEY,
    marketing_sms boolean NOT NULL,
    marketing_push boolean NOT NULL,
    marketing_email boolean NOT NULL,
    service_sms boolean NOT NULL,
    service_push boolean NOT NULL,
    service_email boolean NOT NULL,
    personalisation boolean NOT NULL,
    usage_analysis boolean NOT NULL,
    updated_at timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON members.emergency_contact, members.preferences TO mejene_app;
GRANT SELECT, INSERT, DELETE ON members.profile_before TO mejene_app;
