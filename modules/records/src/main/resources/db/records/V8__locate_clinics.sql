-- Where a clinic is; members' positions are compared with it and kept nowhere (policy I(B)3).
ALTER TABLE records.clinic
    ADD COLUMN latitude double precision CHECK (latitude BETWEEN -90 AND 90),
    ADD COLUMN longitude double precision CHECK (longitude BETWEEN -180 AND 180),
    ADD CHECK ((latitude IS NULL) = (longitude IS NULL));
GRANT UPDATE (latitude, longitude) ON records.clinic TO mejene_app;
