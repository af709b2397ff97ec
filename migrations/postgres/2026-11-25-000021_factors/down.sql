DELETE FROM clients WHERE id = 'signet-account';
ALTER TABLE totps DROP COLUMN begun_in;
DROP TABLE recovery_codes;
DROP TABLE recovery_sets;
ALTER TABLE sessions DROP COLUMN notice;
ALTER TABLE sessions DROP COLUMN factor;
