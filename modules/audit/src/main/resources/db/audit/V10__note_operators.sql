-- What operators read by commands beside the nodes: a command says so here and reads once a node has logged it.
CREATE TABLE audit.operator_read (
    id text COLLATE "C" PRIMARY KEY,
    command text NOT NULL CHECK (command ~ '^audit\.[a-z-]{1,32}$'),
    resource_type text NOT NULL CHECK (resource_type ~ '^[a-z-]{1,32}$'),
    asked_at timestamptz NOT NULL DEFAULT now(),
    noted_at timestamptz
);
CREATE INDEX operator_read_asked ON audit.operator_read (asked_at) WHERE noted_at IS NULL;

GRANT SELECT, INSERT (id, command, resource_type) ON audit.operator_read TO mejene_app;
GRANT UPDATE (noted_at) ON audit.operator_read TO mejene_app;
