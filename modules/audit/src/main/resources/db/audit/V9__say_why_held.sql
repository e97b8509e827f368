-- Who placed a hold, and for which dispute or request.
ALTER TABLE audit.hold ADD COLUMN placed_by text NOT NULL DEFAULT '', ADD COLUMN reference text NOT NULL DEFAULT '';
