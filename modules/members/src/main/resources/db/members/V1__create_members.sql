-- One sealed value per member. The version makes a change name the state it was made from.
CREATE TABLE members.profile (
    member_id text COLLATE "C" PRIMARY KEY,
    profile bytea NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

-- One Smile ID per member and one member per Smile ID.
CREATE TABLE members.smile_id (
    member_id text COLLATE "C" PRIMARY KEY,
    smile_id bytea NOT NULL,
    smile_index bytea NOT NULL UNIQUE CHECK (octet_length(smile_index) = 32),
    activated_at timestamptz NOT NULL
);

GRANT USAGE ON SCHEMA members TO mejene_app;
GRANT SELECT, INSERT, DELETE ON members.profile, members.smile_id TO mejene_app;
GRANT UPDATE (profile, version, updated_at) ON members.profile TO mejene_app;
