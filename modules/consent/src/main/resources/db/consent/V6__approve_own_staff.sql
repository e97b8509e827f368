-- An approval without a clinic is for the operators' own staff.
ALTER TABLE consent.access_approval ALTER COLUMN clinic_id DROP NOT NULL;
