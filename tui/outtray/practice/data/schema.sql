-- The database of the practice town.
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY, username TEXT NOT NULL, domain TEXT, acct TEXT NOT NULL UNIQUE COLLATE NOCASE,
    display_name TEXT NOT NULL, note TEXT NOT NULL, fields TEXT NOT NULL DEFAULT '[]',
    locked INTEGER NOT NULL DEFAULT 0, bot INTEGER NOT NULL DEFAULT 0, colour TEXT NOT NULL,
    avatar_media INTEGER, header_media INTEGER, roles TEXT NOT NULL DEFAULT '[]',
    created_at INTEGER NOT NULL, last_status_at INTEGER,
    followers_count INTEGER NOT NULL DEFAULT 0, following_count INTEGER NOT NULL DEFAULT 0,
    statuses_count INTEGER NOT NULL DEFAULT 0, discoverable INTEGER NOT NULL DEFAULT 1,
    default_privacy TEXT NOT NULL DEFAULT 'public', default_sensitive INTEGER NOT NULL DEFAULT 0,
    default_language TEXT, default_quote_policy TEXT NOT NULL DEFAULT 'public'
);
CREATE TABLE statuses (
    id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts(id), created_at INTEGER NOT NULL,
    edited_at INTEGER, text TEXT NOT NULL, content TEXT NOT NULL, spoiler_text TEXT NOT NULL DEFAULT '',
    sensitive INTEGER NOT NULL DEFAULT 0, visibility TEXT NOT NULL, language TEXT,
    in_reply_to_id INTEGER, in_reply_to_account_id INTEGER, thread_id INTEGER NOT NULL,
    reblog_of_id INTEGER, quote_of_id INTEGER, quote_policy TEXT NOT NULL DEFAULT 'public',
    application TEXT, card TEXT, mentions TEXT NOT NULL DEFAULT '[]', tags TEXT NOT NULL DEFAULT '[]',
    replies_count INTEGER NOT NULL DEFAULT 0, reblogs_count INTEGER NOT NULL DEFAULT 0,
    favourites_count INTEGER NOT NULL DEFAULT 0, quotes_count INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX statuses_by_account ON statuses(account_id, id);
CREATE INDEX statuses_by_parent ON statuses(in_reply_to_id);
CREATE INDEX statuses_by_reblog ON statuses(reblog_of_id, account_id);
CREATE INDEX statuses_by_quote ON statuses(quote_of_id);
CREATE INDEX statuses_by_thread ON statuses(thread_id);
CREATE TABLE status_tags (tag TEXT NOT NULL, status_id INTEGER NOT NULL, PRIMARY KEY (tag, status_id)) WITHOUT ROWID;
CREATE TABLE status_mentions (
    account_id INTEGER NOT NULL, status_id INTEGER NOT NULL, PRIMARY KEY (account_id, status_id)
) WITHOUT ROWID;
CREATE TABLE edits (
    id INTEGER PRIMARY KEY, status_id INTEGER NOT NULL, created_at INTEGER NOT NULL, content TEXT NOT NULL,
    spoiler_text TEXT NOT NULL, sensitive INTEGER NOT NULL, media TEXT NOT NULL, poll TEXT
);
CREATE INDEX edits_by_status ON edits(status_id, id);
CREATE TABLE media (
    id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, status_id INTEGER, position INTEGER NOT NULL DEFAULT 0,
    type TEXT NOT NULL, mime TEXT NOT NULL, sha256 TEXT NOT NULL, bytes BLOB NOT NULL,
    width INTEGER NOT NULL, height INTEGER NOT NULL, colour TEXT NOT NULL,
    description TEXT, focus_x REAL, focus_y REAL, looks_until_ready INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
);
CREATE INDEX media_by_status ON media(status_id, position);
CREATE VIEW media_facts AS SELECT
    id, account_id, status_id, position, type, mime, sha256, width, height, colour, description, focus_x, focus_y,
    looks_until_ready, created_at FROM media;
CREATE TABLE polls (
    id INTEGER PRIMARY KEY, status_id INTEGER NOT NULL UNIQUE, expires_at INTEGER, multiple INTEGER NOT NULL,
    hide_totals INTEGER NOT NULL DEFAULT 0, options TEXT NOT NULL, counts TEXT NOT NULL, voters INTEGER NOT NULL,
    announced INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE votes (
    poll_id INTEGER NOT NULL, account_id INTEGER NOT NULL, choice INTEGER NOT NULL,
    PRIMARY KEY (poll_id, account_id, choice)
) WITHOUT ROWID;
CREATE TABLE marks (
    id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, kind TEXT NOT NULL, status_id INTEGER NOT NULL,
    UNIQUE (account_id, kind, status_id)
);
CREATE INDEX marks_by_status ON marks(status_id, kind);
CREATE TABLE follows (
    id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, target_id INTEGER NOT NULL,
    state TEXT NOT NULL, reblogs INTEGER NOT NULL DEFAULT 1, notify INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account_id, target_id)
);
CREATE INDEX follows_by_target ON follows(target_id);
CREATE TABLE mutes (
    account_id INTEGER NOT NULL, target_id INTEGER NOT NULL, notifications INTEGER NOT NULL, expires_at INTEGER,
    PRIMARY KEY (account_id, target_id)
) WITHOUT ROWID;
CREATE TABLE blocks (
    account_id INTEGER NOT NULL, target_id INTEGER NOT NULL, PRIMARY KEY (account_id, target_id)
) WITHOUT ROWID;
CREATE TABLE notes (
    account_id INTEGER NOT NULL, target_id INTEGER NOT NULL, comment TEXT NOT NULL,
    PRIMARY KEY (account_id, target_id)
) WITHOUT ROWID;
CREATE TABLE notifications (
    id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, type TEXT NOT NULL, from_id INTEGER NOT NULL,
    status_id INTEGER, created_at INTEGER NOT NULL
);
CREATE INDEX notifications_by_account ON notifications(account_id, id);
CREATE TABLE apps (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, website TEXT, redirect_uris TEXT NOT NULL, scopes TEXT NOT NULL,
    client_id TEXT NOT NULL UNIQUE, client_secret TEXT NOT NULL
);
CREATE TABLE codes (
    code TEXT PRIMARY KEY, app_id INTEGER NOT NULL, account_id INTEGER NOT NULL, redirect_uri TEXT NOT NULL,
    scopes TEXT NOT NULL, challenge TEXT, created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE tokens (
    token TEXT PRIMARY KEY, app_id INTEGER NOT NULL, account_id INTEGER, scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE idempotency (
    account_id INTEGER NOT NULL, key TEXT NOT NULL, status_id INTEGER NOT NULL, created_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, key)
) WITHOUT ROWID;
CREATE TABLE markers (
    account_id INTEGER NOT NULL, timeline TEXT NOT NULL, last_read_id TEXT NOT NULL, version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, PRIMARY KEY (account_id, timeline)
) WITHOUT ROWID;
CREATE TABLE filters (
    id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, title TEXT NOT NULL, context TEXT NOT NULL,
    action TEXT NOT NULL, expires_at INTEGER
);
CREATE TABLE filter_keywords (
    id INTEGER PRIMARY KEY, filter_id INTEGER NOT NULL REFERENCES filters(id) ON DELETE CASCADE,
    keyword TEXT NOT NULL, whole_word INTEGER NOT NULL
);
CREATE TABLE filter_statuses (
    id INTEGER PRIMARY KEY, filter_id INTEGER NOT NULL REFERENCES filters(id) ON DELETE CASCADE,
    status_id INTEGER NOT NULL
);
CREATE TABLE lists (
    id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, title TEXT NOT NULL, replies_policy TEXT NOT NULL,
    exclusive INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE list_accounts (
    list_id INTEGER NOT NULL REFERENCES lists(id) ON DELETE CASCADE, account_id INTEGER NOT NULL,
    PRIMARY KEY (list_id, account_id)
) WITHOUT ROWID;
CREATE TABLE followed_tags (
    id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, tag TEXT NOT NULL, UNIQUE (account_id, tag)
);
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, thread_id INTEGER NOT NULL, unread INTEGER NOT NULL,
    UNIQUE (account_id, thread_id)
);
CREATE TABLE domain_blocks (
    account_id INTEGER NOT NULL, domain TEXT NOT NULL, PRIMARY KEY (account_id, domain)
) WITHOUT ROWID;
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
