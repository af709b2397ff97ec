DROP INDEX audit_by_actor;
ALTER TABLE sessions DROP COLUMN others;
ALTER TABLE sessions DROP COLUMN ip_part;
ALTER TABLE sessions DROP COLUMN system;
ALTER TABLE sessions DROP COLUMN browser;
