-- Where an order went is kept for three years from its end; the order itself says then that it no longer knows.
ALTER TABLE membership.orders
    ADD COLUMN address_forgotten_at timestamptz,
    DROP CONSTRAINT orders_ship_to,
    ADD CONSTRAINT orders_ship_to CHECK ((physical AND address_forgotten_at IS NULL) = (ship_to IS NOT NULL));
CREATE INDEX orders_addressed ON membership.orders (updated_at) WHERE ship_to IS NOT NULL;

GRANT UPDATE (ship_to, address_forgotten_at) ON membership.orders TO mejene_app;
GRANT DELETE ON membership.shipment TO mejene_app;
