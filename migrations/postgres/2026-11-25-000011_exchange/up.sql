-- Tokens are exchanged, and clients vouch for people of their own.

-- A grant that was made from another ends with it.
ALTER TABLE grants ADD COLUMN parent_id TEXT;
-- The access token that it was made from: revoking that by itself ends it, too.
ALTER TABLE grants ADD COLUMN parent_jti TEXT;
-- Who acts for the person, as JSON (RFC 8693 §4.1).
ALTER TABLE grants ADD COLUMN act TEXT;
-- Whom it speaks for, if that is a person of the client's own.
ALTER TABLE grants ADD COLUMN human_id TEXT;
CREATE INDEX grants_by_parent ON grants (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX grants_by_human ON grants (human_id) WHERE human_id IS NOT NULL;

-- People whom a client knows by an id of its own, and for whom it vouches.
CREATE TABLE humans (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id),
    client_user_id TEXT NOT NULL,
    email TEXT,
    created_at BIGINT NOT NULL,
    first_connected_at BIGINT,
    blocked_at BIGINT,
    UNIQUE (client_id, client_user_id)
);

-- The data sources that they have connected.
CREATE TABLE human_sources (
    human_id TEXT NOT NULL REFERENCES humans (id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    connected_at BIGINT NOT NULL,
    disconnected_at BIGINT,
    PRIMARY KEY (human_id, source)
);
