-- SF Express tells of all parcels of an account at one address, and not always by our order's id.
ALTER TABLE membership.shipment
    ADD COLUMN tracking_index bytea CHECK (octet_length(tracking_index) = 32);
CREATE INDEX shipment_tracking ON membership.shipment (carrier, tracking_index);
