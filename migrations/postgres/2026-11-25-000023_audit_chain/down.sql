DROP TRIGGER audit_is_kept ON audit;
DROP TABLE audit_checkpoints;
DROP TABLE audit_seals;
DROP FUNCTION audit_is_kept();
