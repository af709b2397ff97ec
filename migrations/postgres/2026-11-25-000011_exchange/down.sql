DROP TABLE human_sources;
DROP TABLE humans;
DROP INDEX grants_by_human;
DROP INDEX grants_by_parent;
ALTER TABLE grants DROP COLUMN human_id;
ALTER TABLE grants DROP COLUMN act;
ALTER TABLE grants DROP COLUMN parent_jti;
ALTER TABLE grants DROP COLUMN parent_id;
