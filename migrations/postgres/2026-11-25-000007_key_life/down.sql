DROP INDEX signing_keys_one_pending;
ALTER TABLE signing_keys DROP COLUMN removed_at;
ALTER TABLE signing_keys DROP COLUMN retiring_at;
ALTER TABLE signing_keys DROP COLUMN active_at;
