-- The catalogue, every version of it: what was bought keeps meaning what it meant.
CREATE TABLE membership.item (
    sku text COLLATE "C" NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    kind text NOT NULL CHECK (kind IN ('plan', 'product')),
    title_zh text NOT NULL,
    title_en text NOT NULL,
    price bigint NOT NULL CHECK (price > 0),
    currency text NOT NULL CHECK (currency = 'CNY'),
    level text,
    rank integer,
    validity_days integer CHECK (validity_days BETWEEN 1 AND 3660),
    digest text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (sku, version),
    CONSTRAINT item_plan CHECK (
        (kind = 'plan') = (level IS NOT NULL) AND (kind = 'plan') = (rank IS NOT NULL)
        AND (kind = 'plan') = (validity_days IS NOT NULL))
);
CREATE TABLE membership.item_benefit (
    sku text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    benefit text NOT NULL,
    title_zh text NOT NULL,
    title_en text NOT NULL,
    quota integer NOT NULL CHECK (quota > 0),
    PRIMARY KEY (sku, version, benefit),
    FOREIGN KEY (sku, version) REFERENCES membership.item
);
-- What is on sale, in the version that holds today.
CREATE TABLE membership.offer (
    sku text COLLATE "C" PRIMARY KEY,
    version integer NOT NULL,
    position integer NOT NULL,
    FOREIGN KEY (sku, version) REFERENCES membership.item
);

-- Orders. Their one state machine is a table, and no statement gets around it.
CREATE TABLE membership.order_transition (
    from_status text NOT NULL,
    to_status text NOT NULL,
    PRIMARY KEY (from_status, to_status)
);
INSERT INTO membership.order_transition (from_status, to_status) VALUES
    ('draft', 'awaiting-payment'), ('awaiting-payment', 'paid'), ('awaiting-payment', 'cancelled'),
    ('paid', 'in-production'), ('in-production', 'shipped'), ('shipped', 'delivered'), ('delivered', 'completed'),
    ('paid', 'completed'),
    ('paid', 'refunded'), ('in-production', 'refunded'), ('shipped', 'refunded'), ('delivered', 'refunded'),
    ('completed', 'refunded');
CREATE TABLE membership.orders (
    order_id text COLLATE "C" PRIMARY KEY,
    member_id text COLLATE "C" NOT NULL,
    status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'awaiting-payment', 'paid', 'in-production',
        'shipped', 'delivered', 'completed', 'cancelled', 'refunded')),
    physical boolean NOT NULL,
    total bigint NOT NULL CHECK (total > 0),
    currency text NOT NULL CHECK (currency = 'CNY'),
    ship_to bytea,
    payment_id text UNIQUE,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    -- An address is kept for what is sent somewhere and for nothing else.
    CONSTRAINT orders_ship_to CHECK (physical = (ship_to IS NOT NULL))
);
CREATE INDEX orders_member ON membership.orders (member_id, order_id DESC);
CREATE INDEX orders_open ON membership.orders (status, updated_at)
    WHERE status IN ('awaiting-payment', 'paid', 'delivered');
CREATE TABLE membership.order_item (
    order_id text COLLATE "C" NOT NULL REFERENCES membership.orders,
    line integer NOT NULL CHECK (line > 0),
    sku text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 100),
    price bigint NOT NULL CHECK (price > 0),
    PRIMARY KEY (order_id, line),
    FOREIGN KEY (sku, version) REFERENCES membership.item
);
-- When an order came into each state: once, since no state comes back.
CREATE TABLE membership.order_step (
    order_id text COLLATE "C" NOT NULL REFERENCES membership.orders,
    status text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (order_id, status)
);
CREATE FUNCTION membership.advance_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM membership.order_transition
                    WHERE from_status = OLD.status AND to_status = NEW.status) THEN
        RAISE EXCEPTION 'an order does not go from % to %', OLD.status, NEW.status
            USING ERRCODE = '23514', CONSTRAINT = 'order_forward';
    END IF;
    IF OLD.status = 'draft' AND NEW.total IS DISTINCT FROM (
            SELECT sum(quantity * price) FROM membership.order_item WHERE order_id = NEW.order_id) THEN
        RAISE EXCEPTION 'an order is the sum of its items' USING ERRCODE = '23514', CONSTRAINT = 'order_total';
    END IF;
    INSERT INTO membership.order_step (order_id, status, at) VALUES (NEW.order_id, NEW.status, NEW.updated_at);
    RETURN NEW;
END $$;
CREATE TRIGGER order_forward BEFORE UPDATE OF status ON membership.orders
    FOR EACH ROW WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION membership.advance_order();

CREATE TABLE membership.shipment (
    order_id text COLLATE "C" PRIMARY KEY REFERENCES membership.orders,
    member_id text COLLATE "C" NOT NULL,
    carrier text NOT NULL,
    tracking bytea NOT NULL,
    -- Hash of the secret in the address that the carrier's notifications go to.
    secret_hash bytea NOT NULL UNIQUE CHECK (octet_length(secret_hash) = 32),
    state text NOT NULL DEFAULT 'shipped' CHECK (state IN ('shipped', 'in-transit', 'problem', 'delivered', 'returned')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

-- Whoever changes a member's terms holds this row.
CREATE TABLE membership.member (
    member_id text COLLATE "C" PRIMARY KEY
);
-- What a plan was bought for: so many seconds of one level. Terms of a level follow each other without gap or overlap.
CREATE TABLE membership.term (
    term_id text COLLATE "C" PRIMARY KEY,
    member_id text COLLATE "C" NOT NULL REFERENCES membership.member,
    order_id text COLLATE "C" NOT NULL REFERENCES membership.orders,
    line integer NOT NULL,
    sku text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    level text NOT NULL,
    rank integer NOT NULL,
    bought_at timestamptz NOT NULL,
    bought_seconds bigint NOT NULL CHECK (bought_seconds > 0),
    seconds bigint NOT NULL CHECK (seconds BETWEEN 0 AND bought_seconds),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    -- However often a payment is told, an order's line extends once.
    UNIQUE (order_id, line),
    FOREIGN KEY (sku, version) REFERENCES membership.item,
    CONSTRAINT term_length CHECK (ends_at - starts_at = seconds * interval '1 second')
);
CREATE INDEX term_member ON membership.term (member_id, bought_at);
CREATE INDEX term_end ON membership.term (ends_at);
CREATE TABLE membership.benefit (
    term_id text COLLATE "C" NOT NULL REFERENCES membership.term,
    benefit text NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    quota integer NOT NULL,
    used integer NOT NULL DEFAULT 0,
    PRIMARY KEY (term_id, benefit),
    CONSTRAINT benefit_quota CHECK (used BETWEEN 0 AND quota)
);
CREATE TABLE membership.benefit_claim (
    claim_id text COLLATE "C" PRIMARY KEY,
    member_id text COLLATE "C" NOT NULL,
    term_id text COLLATE "C" NOT NULL,
    benefit text NOT NULL,
    claimed_at timestamptz NOT NULL,
    FOREIGN KEY (term_id, benefit) REFERENCES membership.benefit
);

GRANT USAGE ON SCHEMA membership TO mejene_app;
GRANT SELECT, INSERT ON membership.item, membership.item_benefit, membership.orders, membership.order_item,
    membership.order_step, membership.shipment, membership.member, membership.term, membership.benefit,
    membership.benefit_claim TO mejene_app;
GRANT SELECT ON membership.order_transition TO mejene_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON membership.offer TO mejene_app;
GRANT UPDATE (status, payment_id, updated_at) ON membership.orders TO mejene_app;
GRANT UPDATE (state, updated_at) ON membership.shipment TO mejene_app;
GRANT UPDATE (seconds, starts_at, ends_at) ON membership.term TO mejene_app;
GRANT UPDATE (used) ON membership.benefit TO mejene_app;
-- A row lock needs it; the column is never updated.
GRANT UPDATE (member_id) ON membership.member TO mejene_app;
