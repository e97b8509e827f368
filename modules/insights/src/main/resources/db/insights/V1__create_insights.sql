-- Who has agreed to annual reports; told by consent's events, and asked again before anything is read.
CREATE TABLE insights.reader (
    member_id text COLLATE "C" PRIMARY KEY,
    since timestamptz NOT NULL
);

-- One report a year and member, sealed.
CREATE TABLE insights.report (
    report_id text COLLATE "C" PRIMARY KEY,
    member_id text COLLATE "C" NOT NULL,
    year integer NOT NULL CHECK (year BETWEEN 2020 AND 2999),
    content bytea NOT NULL,
    made_at timestamptz NOT NULL,
    UNIQUE (member_id, year)
);

GRANT USAGE ON SCHEMA insights TO mejene_app;
GRANT SELECT, INSERT, DELETE ON insights.reader, insights.report TO mejene_app;
