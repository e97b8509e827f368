-- Payments: what was asked of a provider and what came of it. Of the result are kept time, amount, channel, status and
-- the provider's number, nothing of the payer, bank or card.
CREATE TABLE payments.payment (
    payment_id text COLLATE "C" PRIMARY KEY,
    order_id text COLLATE "C" NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    channel text NOT NULL
        CHECK (channel IN ('wechat-jsapi', 'wechat-app', 'wechat-native', 'alipay-app', 'alipay-page')),
    provider text NOT NULL CHECK (provider IN ('wechatpay', 'alipay')),
    amount bigint NOT NULL CHECK (amount > 0),
    currency text NOT NULL CHECK (currency = 'CNY'),
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'closed', 'paid', 'refunded')),
    -- Whether the order took the money; null until there is any.
    allocated boolean,
    transaction_id text,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    paid_at timestamptz,
    closed_at timestamptz,
    refund_reserved bigint NOT NULL DEFAULT 0,
    refunded bigint NOT NULL DEFAULT 0,
    -- When the provider is asked next; null when nothing is left to ask.
    check_at timestamptz,
    checks integer NOT NULL DEFAULT 0,
    UNIQUE (provider, transaction_id),
    CONSTRAINT payment_refunds CHECK (0 <= refunded AND refunded <= refund_reserved AND refund_reserved <= amount),
    CONSTRAINT payment_paid CHECK ((status IN ('paid', 'refunded')) = (paid_at IS NOT NULL)),
    CONSTRAINT payment_has_number CHECK (paid_at IS NULL OR (transaction_id IS NOT NULL AND allocated IS NOT NULL)),
    CONSTRAINT payment_fully_refunded CHECK ((status = 'refunded') = (refunded = amount))
);
CREATE INDEX payment_member ON payments.payment (member_id, payment_id DESC);
CREATE INDEX payment_order ON payments.payment (order_id);
CREATE INDEX payment_check ON payments.payment (check_at) WHERE check_at IS NOT NULL;
-- An order takes the money of one payment.
CREATE UNIQUE INDEX payment_allocated ON payments.payment (order_id) WHERE allocated;

-- pending < closed < paid < refunded: money that arrived outweighs a closing, and nothing outweighs a refund.
CREATE FUNCTION payments.rank(status text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT array_position(ARRAY['pending', 'closed', 'paid', 'refunded'], status)
$$;
CREATE FUNCTION payments.refuse_going_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF payments.rank(NEW.status) < payments.rank(OLD.status) THEN
        RAISE EXCEPTION 'a payment never goes back' USING ERRCODE = '23514', CONSTRAINT = 'payment_forward';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_forward BEFORE UPDATE OF status ON payments.payment
    FOR EACH ROW WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION payments.refuse_going_back();

CREATE TABLE payments.refund (
    refund_id text COLLATE "C" PRIMARY KEY,
    payment_id text COLLATE "C" NOT NULL REFERENCES payments.payment,
    member_id text COLLATE "C" NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    -- staff asked for it; the order did not take the money; the provider tells of one that we did not ask for
    origin text NOT NULL CHECK (origin IN ('staff', 'unallocated', 'provider')),
    requested_by text NOT NULL,
    reason bytea,
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'succeeded', 'failed')),
    -- The number under which the provider knows it; the same on every retry.
    provider_number text NOT NULL,
    created_at timestamptz NOT NULL,
    settled_at timestamptz,
    check_at timestamptz,
    checks integer NOT NULL DEFAULT 0,
    UNIQUE (payment_id, provider_number),
    CONSTRAINT refund_settled CHECK ((status = 'pending') = (settled_at IS NULL))
);
CREATE INDEX refund_check ON payments.refund (check_at) WHERE check_at IS NOT NULL;

-- Which notifications of providers have had their effect.
CREATE TABLE payments.notice (
    provider text NOT NULL,
    notice_id text NOT NULL,
    payment_id text COLLATE "C" NOT NULL,
    event text NOT NULL CHECK (event IN ('paid', 'closed', 'refunded', 'refund-failed')),
    received_at timestamptz NOT NULL,
    PRIMARY KEY (provider, notice_id)
);
CREATE INDEX notice_received ON payments.notice (received_at);

-- Double entry: each entry's postings add up to nothing. Debits are positive, credits negative, all in fen.
CREATE TABLE payments.ledger_entry (
    entry_id text COLLATE "C" PRIMARY KEY,
    payment_id text COLLATE "C" NOT NULL REFERENCES payments.payment,
    refund_id text COLLATE "C" UNIQUE REFERENCES payments.refund,
    kind text NOT NULL CHECK (kind IN ('receipt', 'refund')),
    booked_at timestamptz NOT NULL,
    CONSTRAINT ledger_entry_refund CHECK ((kind = 'refund') = (refund_id IS NOT NULL))
);
CREATE UNIQUE INDEX ledger_receipt ON payments.ledger_entry (payment_id) WHERE kind = 'receipt';
CREATE TABLE payments.posting (
    entry_id text COLLATE "C" NOT NULL REFERENCES payments.ledger_entry,
    account text NOT NULL CHECK (account IN ('wechatpay', 'alipay', 'sales', 'unallocated')),
    amount bigint NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (entry_id, account)
);
CREATE FUNCTION payments.refuse_imbalance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added GROUP BY entry_id HAVING sum(amount) <> 0) THEN
        RAISE EXCEPTION 'an entry does not add up to nothing' USING ERRCODE = '23514', CONSTRAINT = 'posting_balance';
    END IF;
    RETURN NULL;
END $$;
-- Postings are only ever inserted, and what is inserted together balances: so does all of it.
CREATE TRIGGER posting_balance AFTER INSERT ON payments.posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION payments.refuse_imbalance();

-- What comparing a day's bill of a provider with our books has shown.
CREATE TABLE payments.reconciliation (
    provider text NOT NULL,
    day date NOT NULL,
    lines integer NOT NULL,
    received bigint NOT NULL,
    refunded bigint NOT NULL,
    differences integer NOT NULL,
    finished_at timestamptz NOT NULL,
    PRIMARY KEY (provider, day)
);
CREATE TABLE payments.difference (
    provider text NOT NULL,
    day date NOT NULL,
    number text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('missing-here', 'missing-there', 'amount')),
    ours bigint NOT NULL,
    theirs bigint NOT NULL,
    PRIMARY KEY (provider, day, number),
    FOREIGN KEY (provider, day) REFERENCES payments.reconciliation
);

GRANT USAGE ON SCHEMA payments TO mejene_app;
GRANT SELECT, INSERT ON payments.payment, payments.refund, payments.ledger_entry, payments.posting TO mejene_app;
GRANT SELECT, INSERT, DELETE ON payments.notice TO mejene_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON payments.reconciliation, payments.difference TO mejene_app;
GRANT UPDATE (status, allocated, transaction_id, paid_at, closed_at, refund_reserved, refunded, check_at, checks)
    ON payments.payment TO mejene_app;
GRANT UPDATE (status, settled_at, check_at, checks) ON payments.refund TO mejene_app;
