DROP TABLE legacy_people;
DROP TABLE legacy_calls;
