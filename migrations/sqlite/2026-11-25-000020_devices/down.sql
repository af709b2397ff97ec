ALTER TABLE passwords DROP COLUMN must_change_since;
ALTER TABLE limits DROP COLUMN sources;
ALTER TABLE limits DROP COLUMN in_flight_until;
ALTER TABLE limits DROP COLUMN in_flight;
DROP TABLE devices;
