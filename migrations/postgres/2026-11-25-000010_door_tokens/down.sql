ALTER TABLE grants DROP COLUMN door_session;
