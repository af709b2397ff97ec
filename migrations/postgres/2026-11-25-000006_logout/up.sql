-- What apps are to be told of sessions that ended (OpenID Connect Back-Channel Logout): written in
-- the transaction that ends the session, taken out when the app has taken it, or after the last try.
CREATE TABLE logout_notices (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    session_id TEXT,
    created_at BIGINT NOT NULL,
    -- Tries that were begun; with the due time, what a node must find unchanged to begin one.
    tries INTEGER NOT NULL DEFAULT 0,
    due_at BIGINT NOT NULL
);
CREATE INDEX logout_notices_by_due ON logout_notices (due_at);
