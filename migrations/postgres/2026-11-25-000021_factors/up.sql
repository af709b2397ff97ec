-- People look after their own sign-in: which factor a session was begun with, what the next page
-- is to tell them, and codes for when the telephone is gone.

-- The row of the authenticator app that the sign-in was proven by, or `recovery`.
ALTER TABLE sessions ADD COLUMN factor TEXT;
-- What was just done in this session; shown once.
ALTER TABLE sessions ADD COLUMN notice TEXT;

-- One set a person. Until its person has said that it is kept, the codes can be shown: sealed
-- under the cookie of the session that made them.
CREATE TABLE recovery_sets (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    sealed_codes BYTEA
);

-- By a keyed digest of person and code. Each is used once.
CREATE TABLE recovery_codes (
    digest BYTEA NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    used_at BIGINT
);
CREATE INDEX recovery_codes_by_user ON recovery_codes (user_id);

-- The session that is turning an authenticator app on: nobody else sees its key.
ALTER TABLE totps ADD COLUMN begun_in TEXT;

-- The account pages ask for a sign-in as an app does. Nobody else can: see `Client::account`.
INSERT INTO clients (id, state, metadata, created_at, updated_at)
VALUES ('signet-account', 'live', '{"grant_types":[]}', 0, 0);
