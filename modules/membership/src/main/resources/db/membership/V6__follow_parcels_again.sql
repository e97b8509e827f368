-- Kuaidi100 gives a parcel up of which it hears nothing for three days; half an hour later it may be asked again.
ALTER TABLE membership.shipment
    ADD COLUMN follow_at timestamptz;
CREATE INDEX shipment_unfollowed ON membership.shipment (follow_at) WHERE follow_at IS NOT NULL;

GRANT UPDATE (follow_at) ON membership.shipment TO mejene_app;
