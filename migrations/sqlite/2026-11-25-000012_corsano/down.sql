DROP TABLE corsano_profile_health;
DROP TABLE corsano_profile_users;
