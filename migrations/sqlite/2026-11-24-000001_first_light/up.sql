-- Ids are text, instants are Unix milliseconds, digests are 32 bytes, documents are JSON text.
-- What decides (state, expiry, use, revocation) is a column of its own.

-- Facts about this database: the sealed pepper, which is also the proof of the data key.
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
);

-- Counts changes of clients, scopes, resources and keys, which every node keeps in memory.
CREATE TABLE catalog (
    id INTEGER NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL
);
INSERT INTO catalog (id, version) VALUES (1, 1);

CREATE TABLE clients (
    id TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    metadata TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE client_secrets (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    digest BLOB,
    weak_hash TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    CHECK ((digest IS NULL) <> (weak_hash IS NULL))
);
CREATE INDEX client_secrets_by_client ON client_secrets (client_id);

CREATE TABLE scopes (
    name TEXT NOT NULL PRIMARY KEY,
    document TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE resources (
    resource TEXT NOT NULL PRIMARY KEY,
    document TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE signing_keys (
    kid TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    state TEXT NOT NULL,
    sealed_private BLOB NOT NULL,
    pinned BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);
-- One key signs for each purpose and algorithm, however many nodes make one.
CREATE UNIQUE INDEX signing_keys_one_active ON signing_keys (purpose, algorithm) WHERE state = 'active';

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    profile TEXT NOT NULL,
    roles TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE identifiers (
    namespace TEXT NOT NULL,
    form TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    display TEXT NOT NULL,
    PRIMARY KEY (namespace, form)
);
CREATE INDEX identifiers_by_user ON identifiers (user_id);

CREATE TABLE passwords (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    disabled_at BIGINT
);

CREATE TABLE totps (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    sealed_seed BLOB NOT NULL,
    algorithm TEXT NOT NULL,
    digits INTEGER NOT NULL,
    period INTEGER NOT NULL,
    last_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT
);
CREATE INDEX totps_by_user ON totps (user_id);

-- Failures counted by what they are keyed on: an HMAC, so that the table names nobody.
CREATE TABLE limits (
    key BLOB NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    blocked_until BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX limits_by_expiry ON limits (expires_at);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    auth_time BIGINT NOT NULL,
    amr TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    idle_at BIGINT NOT NULL,
    absolute_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (absolute_at);

CREATE TABLE interactions (
    id TEXT NOT NULL PRIMARY KEY,
    browser BLOB NOT NULL,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    request TEXT NOT NULL,
    stage TEXT NOT NULL,
    stage_data TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    return_digest BLOB UNIQUE,
    sealed_return BLOB
);
CREATE INDEX interactions_by_expiry ON interactions (expires_at);

CREATE TABLE consents (
    id TEXT NOT NULL PRIMARY KEY,
    interaction_id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    resource TEXT,
    claims TEXT,
    text_hash TEXT NOT NULL,
    locale TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    session_id TEXT NOT NULL,
    ip_prefix TEXT NOT NULL,
    method TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    withdrawn_at BIGINT
);
CREATE INDEX consents_by_user_and_client ON consents (user_id, client_id, granted_at);

CREATE TABLE codes (
    digest BLOB NOT NULL PRIMARY KEY,
    interaction_id TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_id TEXT NOT NULL,
    consent_id TEXT,
    redirect_uri TEXT NOT NULL,
    challenge TEXT,
    scope TEXT NOT NULL,
    resource TEXT,
    nonce TEXT,
    dpop_jkt TEXT,
    auth_time BIGINT NOT NULL,
    amr TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    grant_id TEXT
);
CREATE INDEX codes_by_expiry ON codes (expires_at);

CREATE TABLE grants (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id),
    user_id TEXT REFERENCES users (id),
    session_id TEXT,
    consent_id TEXT,
    door TEXT,
    scope TEXT NOT NULL,
    audience TEXT NOT NULL,
    acr TEXT,
    amr TEXT,
    auth_time BIGINT,
    cnf TEXT,
    created_at BIGINT NOT NULL,
    absolute_at BIGINT NOT NULL,
    revoked_at BIGINT,
    revoke_reason TEXT,
    epoch BIGINT NOT NULL
);
CREATE INDEX grants_by_user ON grants (user_id);
CREATE INDEX grants_by_session ON grants (session_id);
CREATE INDEX grants_by_end ON grants (absolute_at);

CREATE TABLE refresh_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    grant_id TEXT NOT NULL REFERENCES grants (id) ON DELETE RESTRICT,
    generation INTEGER NOT NULL,
    digest BLOB NOT NULL UNIQUE,
    state TEXT NOT NULL,
    idle_at BIGINT NOT NULL,
    first_used_at BIGINT,
    uses INTEGER NOT NULL,
    successor_id TEXT,
    sealed_successor BLOB,
    access_seen_at BIGINT,
    UNIQUE (grant_id, generation)
);
-- One live chain, never a fork.
CREATE UNIQUE INDEX refresh_tokens_one_active ON refresh_tokens (grant_id) WHERE state = 'active';

CREATE TABLE audit (
    id TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    outcome TEXT NOT NULL,
    actor TEXT NOT NULL,
    subject TEXT,
    client_id TEXT,
    ip TEXT,
    request_id TEXT NOT NULL,
    detail TEXT,
    node TEXT NOT NULL,
    seq BIGINT NOT NULL,
    prev_hash BLOB,
    hash BLOB,
    UNIQUE (node, seq)
);
CREATE INDEX audit_by_time ON audit (at);
CREATE INDEX audit_by_subject ON audit (subject, at);

-- What OCARIoT knows of a user beyond a user.
CREATE TABLE ocariot_users (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    oid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    institution_id TEXT,
    scope_override TEXT,
    last_login_at BIGINT
);

CREATE TABLE ocariot_default_scopes (
    kind TEXT NOT NULL PRIMARY KEY,
    scopes TEXT NOT NULL
);
