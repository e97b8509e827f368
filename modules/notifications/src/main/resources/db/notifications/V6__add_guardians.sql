-- Notices that the law demands also go to the guardians of minors.
ALTER TABLE notifications.delivery DROP CONSTRAINT delivery_channel_check;
ALTER TABLE notifications.delivery
    ADD CONSTRAINT delivery_channel_check CHECK (channel IN ('email', 'sms', 'push', 'guardian'));
