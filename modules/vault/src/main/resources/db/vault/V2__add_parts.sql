-- Several blobs may be one content. A part belongs to an unfinished content (part_of is its owner's id for it) until it
-- expires, or to a stored whole (part_of is the whole's blob). A whole has no file: its bytes are the manifest, the
-- sealed list of its parts.
ALTER TABLE vault.blob
    DROP CONSTRAINT blob_state_check,
    ADD CONSTRAINT blob_state_check CHECK (state IN ('reserved', 'part', 'stored', 'erased')),
    ADD COLUMN part_of text,
    ADD COLUMN part_start bigint CHECK (part_start >= 0),
    ADD COLUMN expires_at timestamptz,
    ADD COLUMN manifest bytea,
    ADD CONSTRAINT blob_part_check CHECK (
        state <> 'part'
        OR (size > 0 AND part_of IS NOT NULL AND part_start IS NOT NULL AND expires_at IS NOT NULL));

-- No two parts in one place.
CREATE UNIQUE INDEX blob_part ON vault.blob (part_of, part_start) WHERE state IN ('part', 'stored');
