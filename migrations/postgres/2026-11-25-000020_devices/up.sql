-- Browsers that a person signed in on: the cookie names the browser, a row says who was there.
CREATE TABLE devices (
    digest BYTEA NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    remembered_until BIGINT,
    PRIMARY KEY (digest, user_id)
);
CREATE INDEX devices_by_user ON devices (user_id);
CREATE INDEX devices_by_expiry ON devices (expires_at);
-- Tries that are being checked are no failures yet; and from where the failures came.
ALTER TABLE limits ADD COLUMN in_flight INTEGER NOT NULL DEFAULT 0;
ALTER TABLE limits ADD COLUMN in_flight_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE limits ADD COLUMN sources BYTEA NOT NULL DEFAULT '';
-- A password that somebody else has set is changed at the next sign-in.
ALTER TABLE passwords ADD COLUMN must_change_since BIGINT;
