-- The plan that what is made is made by, as the member confirmed it: the id of the evidence.
ALTER TABLE membership.orders ADD COLUMN plan_evidence text COLLATE "C",
    ADD CONSTRAINT orders_plan CHECK (plan_evidence IS NULL OR physical);
