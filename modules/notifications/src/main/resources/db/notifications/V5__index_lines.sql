-- A lane is claimed from member to member: of each, the oldest that is still open.
DROP INDEX notifications.delivery_queued;
DROP INDEX notifications.delivery_line;
CREATE INDEX delivery_line ON notifications.delivery (channel, marketing, member_id, id)
    WHERE state IN ('queued', 'sending');
