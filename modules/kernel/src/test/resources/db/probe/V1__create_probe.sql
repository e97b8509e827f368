-- Tables of the module that the kernel's own tests make up.
CREATE TABLE probe.effect (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    what text NOT NULL
);
CREATE TABLE probe.pair (
    name text PRIMARY KEY,
    amount bigint NOT NULL
);
INSERT INTO probe.pair (name, amount) VALUES ('left', 0), ('right', 0);

GRANT USAGE ON SCHEMA probe TO mejene_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA probe TO mejene_app;
