-- What operators ask for by ./mejene staff; a node works on it and answers under the request's own key.
CREATE TABLE identity.staff_request (
    id text PRIMARY KEY,
    action text NOT NULL CHECK (action IN ('add', 'reset', 'disable')),
    username text NOT NULL,
    role text,
    clinic_id text,
    employer text,
    network text,
    public_key bytea NOT NULL,
    state text NOT NULL DEFAULT 'asked',
    reply bytea,
    asked_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX staff_request_asked ON identity.staff_request (asked_at) WHERE state = 'asked';

GRANT SELECT, INSERT, UPDATE, DELETE ON identity.staff_request TO mejene_app;
