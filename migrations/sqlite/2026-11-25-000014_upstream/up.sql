-- People of clients' own connect data sources at other providers.

-- Who they are there, and the tokens that the source gave, sealed.
ALTER TABLE human_sources ADD COLUMN subject TEXT;
ALTER TABLE human_sources ADD COLUMN sealed_tokens BLOB;
ALTER TABLE human_sources ADD COLUMN tokens_expire_at BIGINT;

-- A Connect page: what a token was exchanged for at once. It is opened once, by the address that
-- holds the first secret, and works on by the second, which stands in the page alone.
CREATE TABLE connect_pages (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL,
    human_id TEXT NOT NULL,
    grant_id TEXT NOT NULL,
    opening BLOB NOT NULL UNIQUE,
    handle BLOB UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    closed_at BIGINT,
    -- How many events it has.
    events INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX connect_pages_by_end ON connect_pages (expires_at);

-- What happened on it: told to the page that frames it.
CREATE TABLE connect_events (
    page_id TEXT NOT NULL REFERENCES connect_pages (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (page_id, seq)
);

-- Sign-ins at a source that are on their way: state once, and by the browser that began.
CREATE TABLE upstream_logins (
    state BLOB NOT NULL PRIMARY KEY,
    browser BLOB NOT NULL,
    page_id TEXT NOT NULL REFERENCES connect_pages (id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    sealed BLOB NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX upstream_logins_by_end ON upstream_logins (expires_at);
CREATE INDEX upstream_logins_by_page ON upstream_logins (page_id);
