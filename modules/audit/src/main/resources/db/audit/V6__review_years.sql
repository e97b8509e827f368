-- Beside the audits of months there is one a year, of how minors' data were handled; its period is the year.
ALTER TABLE audit.review DROP CONSTRAINT review_month_check;
ALTER TABLE audit.review ADD CONSTRAINT review_month_check CHECK (month ~ '^[0-9]{4}(-[0-9]{2})?$');
