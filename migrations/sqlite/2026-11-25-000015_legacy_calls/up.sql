-- Who still calls a legacy door: one row for each day, client and outcome, never one for a call.
CREATE TABLE legacy_calls (
    door TEXT NOT NULL,
    client_id TEXT NOT NULL,
    day BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    calls BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (door, client_id, day, outcome)
);
-- Who came through a door, and when last.
CREATE TABLE legacy_people (
    door TEXT NOT NULL,
    client_id TEXT NOT NULL,
    person TEXT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (door, client_id, person)
);
CREATE INDEX legacy_people_by_time ON legacy_people (last_at);
