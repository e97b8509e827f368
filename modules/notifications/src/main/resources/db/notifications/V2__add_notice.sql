-- What people are told of an incident; the text is the incident's.
ALTER TABLE notifications.inbox_message ADD COLUMN notice_id text;
