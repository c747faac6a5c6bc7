-- What the second version of the practice town added; a town of the first one gets it when it is opened.
ALTER TABLE notifications ADD COLUMN filtered INTEGER NOT NULL DEFAULT 0;
CREATE TABLE notification_policies (
    account_id INTEGER NOT NULL, kind TEXT NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (account_id, kind)
) WITHOUT ROWID;
CREATE TABLE notification_permissions (
    account_id INTEGER NOT NULL, from_id INTEGER NOT NULL, PRIMARY KEY (account_id, from_id)
) WITHOUT ROWID;
CREATE TABLE notification_requests (
    id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, from_id INTEGER NOT NULL, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, UNIQUE (account_id, from_id)
);
CREATE TABLE announcements (
    id INTEGER PRIMARY KEY, text TEXT NOT NULL, published_at INTEGER NOT NULL,
    starts_at INTEGER, ends_at INTEGER
);
CREATE TABLE announcement_reads (
    account_id INTEGER NOT NULL, announcement_id INTEGER NOT NULL, PRIMARY KEY (account_id, announcement_id)
) WITHOUT ROWID;
CREATE TABLE reports (
    id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, target_id INTEGER NOT NULL, category TEXT NOT NULL,
    comment TEXT NOT NULL, forwarded INTEGER NOT NULL, status_ids TEXT NOT NULL, rule_ids TEXT NOT NULL,
    created_at INTEGER NOT NULL
);
