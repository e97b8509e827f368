-- A number that was replaced, sealed, until its holder has been told.
CREATE TABLE identity.former_phone (
    id text PRIMARY KEY,
    member_id text NOT NULL REFERENCES identity.account ON DELETE CASCADE,
    phone bytea NOT NULL,
    replaced_at timestamptz NOT NULL
);
CREATE INDEX former_phone_age ON identity.former_phone (replaced_at);
CREATE INDEX former_phone_member ON identity.former_phone (member_id);
GRANT SELECT, INSERT, DELETE ON identity.former_phone TO mejene_app;

-- Codes go to e-mail addresses too, and prove to support who is calling. The index is of a number or an address.
ALTER TABLE identity.code DROP CONSTRAINT code_purpose_check;
ALTER TABLE identity.code ADD CONSTRAINT code_purpose_check
    CHECK (purpose IN ('login', 'step-up', 'guardian', 'phone-change', 'email', 'support'));

-- Who turned to support, shown by a code to the member's own number or address. It serves one person of support for a
-- quarter of an hour; what was done with it stands in the access log.
CREATE TABLE identity.support_verification (
    id text PRIMARY KEY,
    member_id text REFERENCES identity.account ON DELETE CASCADE,
    staff_id text NOT NULL,
    contact text NOT NULL CHECK (contact IN ('phone', 'email')),
    request_id text,
    address_index bytea CHECK (octet_length(address_index) = 32),
    asked_at timestamptz NOT NULL,
    proved_at timestamptz,
    CHECK (proved_at IS NULL OR member_id IS NOT NULL),
    CHECK ((request_id IS NULL) = (address_index IS NULL))
);
CREATE INDEX support_verification_age ON identity.support_verification (asked_at);
CREATE INDEX support_verification_member ON identity.support_verification (member_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.support_verification TO mejene_app;
