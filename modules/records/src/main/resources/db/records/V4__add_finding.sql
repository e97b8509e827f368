-- What makes a record's content dangerous to open: it is in quarantine, and its bytes are given to nobody.
ALTER TABLE records.record ADD COLUMN finding text CHECK (finding <> '');

-- A final upload is asked for again by what it was made of.
CREATE INDEX resumable_final ON records.resumable USING hash (concat) WHERE concat LIKE 'final;%';
