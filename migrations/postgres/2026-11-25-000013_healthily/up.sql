-- What Healthily knows of its partners, who are clients with this door: how their tokens call
-- them, their API keys, the terms, and who accepted them in which session.

-- A partner without a row is called as the client is, in the language of the configuration.
CREATE TABLE healthily_partners (
    client_id TEXT NOT NULL PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    account_name TEXT NOT NULL,
    language TEXT,
    version TEXT
);

-- API keys have 128 bits and more: a plain digest finds them.
CREATE TABLE healthily_api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    digest BYTEA NOT NULL UNIQUE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT,
    -- Since when it is known to have been in a URL.
    exposed_at BIGINT,
    -- Written at most once a minute.
    last_used_at BIGINT
);
CREATE INDEX healthily_api_keys_by_client ON healthily_api_keys (client_id);

-- The version is the beginning of the digest of the content. The latest of a language is in force.
CREATE TABLE healthily_terms (
    version TEXT NOT NULL PRIMARY KEY,
    language TEXT NOT NULL,
    body TEXT NOT NULL,
    published_at BIGINT NOT NULL
);
CREATE INDEX healthily_terms_by_language ON healthily_terms (language, published_at);

-- One for each login; what was accepted in it, by whom, when and from where.
CREATE TABLE healthily_sessions (
    sid TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    terms_version TEXT,
    accepted_at BIGINT,
    accepted_ip TEXT,
    -- The id of the token that accepted them.
    accepted_jti TEXT
);
CREATE INDEX healthily_sessions_by_client ON healthily_sessions (client_id);
CREATE INDEX healthily_sessions_by_end ON healthily_sessions (expires_at);
