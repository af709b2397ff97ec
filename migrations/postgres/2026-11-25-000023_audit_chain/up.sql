-- The chain over the audit trail: each committed row is sealed, once, by a number without gaps and
-- a hash over the row and the hash before it. Rows are not touched for that (see the triggers).
CREATE TABLE audit_seals (
    number BIGINT NOT NULL PRIMARY KEY,
    audit_id TEXT NOT NULL UNIQUE,
    hash BYTEA NOT NULL
);

-- How far the chain had come at an instant, signed; the same is written to the log.
CREATE TABLE audit_checkpoints (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    mac BYTEA NOT NULL
);

-- AU-05: what is in the trail stays as it is. ALWAYS: also where a session calls itself a replica.
CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit trail is not changed'; END
$$;
CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept();
ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_is_kept;
CREATE TRIGGER audit_seals_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept();
ALTER TABLE audit_seals ENABLE ALWAYS TRIGGER audit_seals_are_kept;
CREATE TRIGGER audit_checkpoints_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_checkpoints
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept();
ALTER TABLE audit_checkpoints ENABLE ALWAYS TRIGGER audit_checkpoints_are_kept;
