-- What people know their browser sessions by: the browser and its system as they call themselves,
-- the part of the address that may be kept, and how many other sessions of its person stood when
-- it began.
ALTER TABLE sessions ADD COLUMN browser TEXT;
ALTER TABLE sessions ADD COLUMN system TEXT;
ALTER TABLE sessions ADD COLUMN ip_part TEXT;
ALTER TABLE sessions ADD COLUMN others BIGINT;

-- What a person did: they are told of it.
CREATE INDEX audit_by_actor ON audit (actor, at);
