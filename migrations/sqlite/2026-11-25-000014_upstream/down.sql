DROP TABLE upstream_logins;
DROP TABLE connect_events;
DROP TABLE connect_pages;
ALTER TABLE human_sources DROP COLUMN tokens_expire_at;
ALTER TABLE human_sources DROP COLUMN sealed_tokens;
ALTER TABLE human_sources DROP COLUMN subject;
