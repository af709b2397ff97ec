-- What Corsano's two clouds know of a person: two records, edited apart. `document` holds what
-- decides nothing.
CREATE TABLE corsano_profile_users (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    mongo_id TEXT NOT NULL UNIQUE,
    uuid TEXT NOT NULL UNIQUE,
    code TEXT UNIQUE,
    state TEXT NOT NULL,
    document TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE corsano_profile_health (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    mongo_id TEXT NOT NULL UNIQUE,
    uuid TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
