ALTER TABLE interactions DROP COLUMN checking_at;
DROP INDEX users_by_origin;
ALTER TABLE users DROP COLUMN patient_links;
ALTER TABLE users DROP COLUMN external_id;
ALTER TABLE users DROP COLUMN source;
