-- Where an account was brought along from, so that it is brought along once, and the records that
-- the other system linked it to.
ALTER TABLE users ADD COLUMN source TEXT;
ALTER TABLE users ADD COLUMN external_id TEXT;
ALTER TABLE users ADD COLUMN patient_links TEXT;
CREATE UNIQUE INDEX users_by_origin ON users (source, external_id);

-- Since when a password of this interaction is being checked: one at a time.
ALTER TABLE interactions ADD COLUMN checking_at BIGINT;
