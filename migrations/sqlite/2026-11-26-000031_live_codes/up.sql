-- Codes that nobody has redeemed, of one client: each authorization looks among them for one with its
-- nonce or challenge, and they are few, while the codes of the last minute are many.
CREATE INDEX codes_live ON codes (client_id, expires_at) WHERE used_at IS NULL;
