-- The session as a legacy door names it, which its tokens carry.
ALTER TABLE grants ADD COLUMN door_session TEXT;
