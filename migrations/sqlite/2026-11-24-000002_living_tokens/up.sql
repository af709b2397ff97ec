-- Tokens live: they are refreshed, narrowed, inspected, revoked and ended.

-- Tokens of a user, of a client, or of anybody that were issued before this instant are dead.
ALTER TABLE users ADD COLUMN not_before BIGINT;
ALTER TABLE clients ADD COLUMN not_before BIGINT;
ALTER TABLE catalog ADD COLUMN not_before BIGINT;
-- Grants of an older epoch died with the restore of a backup.
ALTER TABLE catalog ADD COLUMN restore_epoch BIGINT NOT NULL DEFAULT 0;

-- The claims that were asked for one by one (OpenID Connect Core §5.5), as JSON.
ALTER TABLE codes ADD COLUMN claims TEXT;
-- Failed redemptions by the code's own client.
ALTER TABLE codes ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;

ALTER TABLE grants ADD COLUMN claims TEXT;
-- Ends with the browser session that it came from; an offline grant does not.
ALTER TABLE grants ADD COLUMN bound BOOLEAN NOT NULL DEFAULT TRUE;
CREATE INDEX grants_by_client ON grants (client_id);

-- Answers of the later window, in which a lost answer is repaired.
ALTER TABLE refresh_tokens ADD COLUMN late_uses INTEGER NOT NULL DEFAULT 0;
CREATE INDEX refresh_tokens_sealed ON refresh_tokens (first_used_at) WHERE sealed_successor IS NOT NULL;

-- Access tokens without content; a JWT needs no row.
CREATE TABLE access_tokens (
    digest BLOB NOT NULL PRIMARY KEY,
    jti TEXT NOT NULL UNIQUE,
    grant_id TEXT REFERENCES grants (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    scope TEXT NOT NULL,
    audience TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX access_tokens_by_end ON access_tokens (expires_at);
CREATE INDEX access_tokens_by_grant ON access_tokens (grant_id);

-- Access tokens that were revoked one by one, until they would have ended anyway.
CREATE TABLE denied_tokens (
    jti TEXT NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX denied_tokens_by_end ON denied_tokens (expires_at);
