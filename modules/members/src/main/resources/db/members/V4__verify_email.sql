-- The address that a member has proved to be hers, as a keyed hash; it counts while the profile has that address.
CREATE TABLE members.verified_email (
    member_id text COLLATE "C" PRIMARY KEY,
    address_index bytea NOT NULL CHECK (octet_length(address_index) = 32),
    verified_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON members.verified_email TO mejene_app;
