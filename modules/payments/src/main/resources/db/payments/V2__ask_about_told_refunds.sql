-- Refunds that a provider has told of without their amount, until it has been asked.
CREATE TABLE payments.told_refund (
    payment_id text COLLATE "C" NOT NULL REFERENCES payments.payment,
    provider_number text NOT NULL,
    transaction_id text NOT NULL,
    refunded_at timestamptz NOT NULL,
    check_at timestamptz NOT NULL,
    checks integer NOT NULL DEFAULT 0,
    PRIMARY KEY (payment_id, provider_number)
);
CREATE INDEX told_refund_check ON payments.told_refund (check_at);

-- A line of a bill that could not be read or compared is a difference, too.
ALTER TABLE payments.difference DROP CONSTRAINT difference_kind_check;
ALTER TABLE payments.difference
    ADD CONSTRAINT difference_kind_check CHECK (kind IN ('missing-here', 'missing-there', 'amount', 'failed'));

GRANT SELECT, INSERT, DELETE ON payments.told_refund TO mejene_app;
GRANT UPDATE (check_at, checks) ON payments.told_refund TO mejene_app;
