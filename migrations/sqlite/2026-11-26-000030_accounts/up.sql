-- People join, prove addresses, recover and leave.

-- When it was proven that this identifier is its person's.
ALTER TABLE identifiers ADD COLUMN verified_at BIGINT;
UPDATE identifiers SET verified_at = (SELECT created_at FROM users WHERE users.id = user_id)
WHERE namespace = 'email'
  AND user_id IN (SELECT id FROM users WHERE json_extract(profile, '$.email_verified') = 1);

-- When the account is deleted, unless its person thinks again before.
ALTER TABLE users ADD COLUMN delete_at BIGINT;

-- What the key is made with that seals what the audit trail tells of a person. Without it nobody
-- reads that again.
CREATE TABLE subject_salts (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    salt BLOB NOT NULL
);
INSERT INTO subject_salts (user_id, salt)
SELECT id, randomblob(32) FROM users WHERE state <> 'deleted';

-- What a person makes true by showing what was sent to them: each for one purpose, once.
CREATE TABLE action_codes (
    id TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    -- Of the 256 bits in the link.
    digest BLOB NOT NULL UNIQUE,
    -- Keyed, of the short code that is typed instead, if there is one.
    short_digest BLOB,
    -- Whose; nobody's while the account is not made.
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    -- Keyed, of the address or number that it was sent to.
    recipient BLOB NOT NULL,
    -- Sealed: what it makes true.
    sealed_pending BLOB,
    -- Of the cookie of the browser that waits, and the authorization request that waits in it.
    browser BLOB,
    interaction_id TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    -- Set when a newer one, or a change of the account, has ended it.
    ended_at BIGINT
);
CREATE INDEX action_codes_by_user ON action_codes (user_id);
CREATE INDEX action_codes_by_recipient ON action_codes (recipient);
CREATE INDEX action_codes_by_expiry ON action_codes (expires_at);

-- Mails and text messages on their way; written with what causes them.
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    channel TEXT NOT NULL,
    template TEXT NOT NULL,
    language TEXT NOT NULL,
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    -- Sealed: recipient and values. Gone when it was sent, or is too late to be.
    sealed_message BLOB,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    -- After this it is of no use.
    expires_at BIGINT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    claimed_until BIGINT,
    sent_at BIGINT,
    failed_at BIGINT,
    failure TEXT
);
CREATE INDEX outbox_by_due ON outbox (due_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX outbox_by_user ON outbox (user_id);

-- People who asked for an account.
CREATE TABLE waitlist (
    id TEXT NOT NULL PRIMARY KEY,
    form TEXT NOT NULL UNIQUE,
    -- As it came: email, mobileNo, personalDetails.
    document TEXT NOT NULL,
    state TEXT NOT NULL,
    source TEXT,
    language TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT
);

CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    -- Of the code; another one after it was sent again.
    digest BLOB NOT NULL UNIQUE,
    invited_by TEXT NOT NULL,
    email TEXT,
    -- Whether the code was sent to that address and shown to nobody else.
    proves_address BOOLEAN NOT NULL,
    name TEXT,
    roles TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- Whose account is recovered by it; no account is made then.
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    uses_left INTEGER NOT NULL,
    uses_most INTEGER NOT NULL,
    waitlist_id TEXT REFERENCES waitlist (id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX invitations_by_waitlist ON invitations (waitlist_id);
CREATE INDEX invitations_by_user ON invitations (user_id);
CREATE TABLE invitation_uses (
    invitation_id TEXT NOT NULL REFERENCES invitations (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    PRIMARY KEY (invitation_id, user_id)
);
CREATE INDEX invitation_uses_by_user ON invitation_uses (user_id);

CREATE TABLE passkeys (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential BLOB NOT NULL UNIQUE,
    -- The domain that it was made for: it is of no use at another.
    rp_id TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The public key and what the authenticator said of itself.
    document TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX passkeys_by_user ON passkeys (user_id);
-- Challenges on their way to an authenticator; each is answered once.
CREATE TABLE passkey_challenges (
    digest BLOB NOT NULL PRIMARY KEY,
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    browser BLOB NOT NULL,
    -- The sign-in or the session that asks.
    flow TEXT NOT NULL,
    state TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX passkey_challenges_by_flow ON passkey_challenges (flow);
CREATE INDEX passkey_challenges_by_expiry ON passkey_challenges (expires_at);
CREATE INDEX passkey_challenges_by_user ON passkey_challenges (user_id);

-- Which version of the terms a person has accepted, and when.
CREATE TABLE accepted_terms (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    version TEXT NOT NULL,
    accepted_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, version)
);

-- The legacy door that a session began at, which no cookie opens.
ALTER TABLE sessions ADD COLUMN door TEXT;

-- What MyCure knows of a person beyond the account.
CREATE TABLE mycure_accounts (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    -- What its apps call them; the account's own id, unless it was brought along.
    uid TEXT NOT NULL UNIQUE,
    sign_ins INTEGER NOT NULL,
    is_doctor_verified BOOLEAN NOT NULL,
    is_patient BOOLEAN NOT NULL,
    is_service_account BOOLEAN NOT NULL,
    source TEXT,
    -- The personal details, as they came.
    document TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
