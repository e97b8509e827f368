-- How long what is made is under warranty; at most as long as transactions are kept (three years).
ALTER TABLE membership.item ADD COLUMN warranty_days integer CHECK (warranty_days BETWEEN 1 AND 1095),
    ADD CONSTRAINT item_warranty CHECK (kind = 'product' OR warranty_days IS NULL);
-- Warranty cards: one for each line of an order that was delivered, with the evidence that it was given.
CREATE TABLE membership.warranty (
    warranty_id text COLLATE "C" PRIMARY KEY,
    order_id text COLLATE "C" NOT NULL,
    line integer NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
    evidence_id text COLLATE "C" NOT NULL UNIQUE,
    evidence bytea NOT NULL,
    -- However often a delivery is told, a line has one card.
    UNIQUE (order_id, line),
    FOREIGN KEY (order_id, line) REFERENCES membership.order_item
);
CREATE INDEX warranty_member ON membership.warranty (member_id, warranty_id DESC);
GRANT SELECT, INSERT ON membership.warranty TO mejene_app;
