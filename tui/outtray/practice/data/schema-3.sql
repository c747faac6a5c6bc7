CREATE TABLE featured_tags (
    id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, tag TEXT NOT NULL, name TEXT NOT NULL,
    UNIQUE (account_id, tag)
);
