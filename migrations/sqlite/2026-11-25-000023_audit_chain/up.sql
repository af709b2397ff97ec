-- The chain over the audit trail: each committed row is sealed, once, by a number without gaps and
-- a hash over the row and the hash before it. Rows are not touched for that (see the triggers).
CREATE TABLE audit_seals (
    number BIGINT NOT NULL PRIMARY KEY,
    audit_id TEXT NOT NULL UNIQUE,
    hash BLOB NOT NULL
);

-- How far the chain had come at an instant, signed; the same is written to the log.
CREATE TABLE audit_checkpoints (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    hash BLOB NOT NULL,
    mac BLOB NOT NULL
);

-- AU-05: what is in the trail stays as it is.
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit trail is not changed'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit trail is not changed'); END;
-- INSERT OR REPLACE deletes without a trigger of deletion.
CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM audit WHERE node = NEW.node AND seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'the audit trail is not changed'); END;
CREATE TRIGGER audit_seals_no_update BEFORE UPDATE ON audit_seals
BEGIN SELECT RAISE(ABORT, 'the audit trail is not changed'); END;
CREATE TRIGGER audit_seals_no_delete BEFORE DELETE ON audit_seals
BEGIN SELECT RAISE(ABORT, 'the audit trail is not changed'); END;
CREATE TRIGGER audit_checkpoints_no_update BEFORE UPDATE ON audit_checkpoints
BEGIN SELECT RAISE(ABORT, 'the audit trail is not changed'); END;
CREATE TRIGGER audit_checkpoints_no_delete BEFORE DELETE ON audit_checkpoints
BEGIN SELECT RAISE(ABORT, 'the audit trail is not changed'); END;
