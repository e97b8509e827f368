-- What the permissions were when a month was looked at, as it is committed to in the report; people as the log names them.
ALTER TABLE audit.review
    ADD COLUMN permissions text;
