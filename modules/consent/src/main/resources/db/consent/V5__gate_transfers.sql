-- What lets personal information leave the mainland (policy VII(A)): one of three mechanisms, for a recipient and fields.
CREATE TABLE consent.transfer_mechanism (
    id text COLLATE "C" PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('assessment', 'certification', 'contract')),
    recipient text NOT NULL,
    fields text[] NOT NULL CHECK (cardinality(fields) > 0),
    valid_from timestamptz NOT NULL,
    valid_until timestamptz NOT NULL CHECK (valid_until > valid_from),
    registered_by text NOT NULL
);
CREATE INDEX transfer_mechanism_recipient ON consent.transfer_mechanism (recipient, valid_until);

-- How many distinct people were concerned since 1 January in Shanghai. The salt is sealed and goes when the year is over.
CREATE TABLE consent.transfer_year (
    year integer PRIMARY KEY,
    people bigint NOT NULL CHECK (people >= 0),
    sensitive_people bigint NOT NULL CHECK (sensitive_people >= 0 AND sensitive_people <= people),
    salt bytea
);

-- Who was counted, as keyed hashes that mean nothing without the year's salt.
CREATE TABLE consent.transfer_person (
    year integer NOT NULL REFERENCES consent.transfer_year,
    person bytea NOT NULL,
    sensitive boolean NOT NULL,
    PRIMARY KEY (year, person)
);

CREATE TABLE consent.transfer (
    id text COLLATE "C" PRIMARY KEY,
    member_id text NOT NULL,
    recipient text NOT NULL,
    fields text[] NOT NULL,
    sensitive boolean NOT NULL,
    mechanism_id text COLLATE "C" NOT NULL REFERENCES consent.transfer_mechanism,
    allowed_by text NOT NULL,
    allowed_at timestamptz NOT NULL
);

GRANT SELECT, INSERT ON consent.transfer_mechanism, consent.transfer TO mejene_app;
GRANT SELECT, INSERT, UPDATE ON consent.transfer_year TO mejene_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON consent.transfer_person TO mejene_app;
