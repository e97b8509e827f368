-- Each node looks for what the others have destroyed lately.
CREATE INDEX tombstone_destroyed ON keys.tombstone (destroyed_at, key_id);
