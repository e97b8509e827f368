-- Of what is sent to her; null until she chooses.
ALTER TABLE members.preferences ADD COLUMN language text CHECK (language IN ('zh-Hans', 'en'));
