-- Which clinic has read whose data: the first time, the member is told.
CREATE TABLE audit.first_read (
    subject text NOT NULL,
    clinic_id text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (subject, clinic_id)
);
INSERT INTO audit.first_read (subject, clinic_id, at)
SELECT subject, body::jsonb ->> 'clinic', min(at) FROM audit.body
 WHERE body::jsonb ->> 'clinic' IS NOT NULL AND body::jsonb ->> 'action' = 'read' AND body::jsonb ->> 'outcome' = 'allowed'
 GROUP BY 1, 2;
GRANT SELECT, INSERT, DELETE ON audit.first_read TO mejene_app;
