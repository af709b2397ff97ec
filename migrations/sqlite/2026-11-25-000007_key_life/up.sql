-- A key's life: when it began to sign, when it ceased to, when it was taken out.
ALTER TABLE signing_keys ADD COLUMN active_at BIGINT;
ALTER TABLE signing_keys ADD COLUMN retiring_at BIGINT;
ALTER TABLE signing_keys ADD COLUMN removed_at BIGINT;
UPDATE signing_keys SET active_at = created_at;
-- When they ceased was not kept: tokens that they signed may be as young as this step.
UPDATE signing_keys SET retiring_at = CAST(strftime('%s', 'now') AS INTEGER) * 1000 WHERE state = 'retiring';
-- One key waits for each purpose and algorithm, however many nodes rotate at once.
CREATE UNIQUE INDEX signing_keys_one_pending ON signing_keys (purpose, algorithm) WHERE state = 'pending';
