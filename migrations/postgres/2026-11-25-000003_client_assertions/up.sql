-- Clients prove themselves by signed assertions, each of which is accepted once.

-- The ids of assertions that were accepted, until the assertion has ended.
CREATE TABLE client_assertions (
    client_id TEXT NOT NULL,
    jti BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (client_id, jti)
);
CREATE INDEX client_assertions_by_client ON client_assertions (client_id, expires_at);
CREATE INDEX client_assertions_by_end ON client_assertions (expires_at);

-- A client that was deleted: its row stays, so that its id is never given to another.
ALTER TABLE clients ADD COLUMN deleted_at BIGINT;
