DELETE FROM clients WHERE id = 'signet-account';
DROP TABLE recovery_codes;
DROP TABLE recovery_sets;
ALTER TABLE sessions DROP COLUMN notice;
ALTER TABLE sessions DROP COLUMN factor;
