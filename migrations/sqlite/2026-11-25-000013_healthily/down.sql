DROP TABLE healthily_sessions;
DROP TABLE healthily_terms;
DROP TABLE healthily_api_keys;
DROP TABLE healthily_partners;
