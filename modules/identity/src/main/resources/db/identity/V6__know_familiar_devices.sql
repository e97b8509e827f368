-- Whether a device asked for the code that had proved itself familiar with the number: such codes have a lane of their own.
ALTER TABLE identity.code ADD COLUMN familiar boolean NOT NULL DEFAULT false;
