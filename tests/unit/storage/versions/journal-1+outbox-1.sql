-- key 6d8b8e0859362c339f620ea2f9e2b300d42202f5d43105a0718f4f2a164e13d6
BEGIN TRANSACTION;
CREATE TABLE items (
                ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
                id TEXT NOT NULL UNIQUE,
                state TEXT NOT NULL CHECK
                    (state IN ('draft', 'held', 'sending', 'unsure', 'sent', 'failed', 'discarded')),
                revision INTEGER NOT NULL,
                host TEXT NOT NULL,
                account_id TEXT NOT NULL,
                act TEXT NOT NULL,
                digest TEXT NOT NULL,
                review TEXT,
                answers TEXT,
                hold TEXT,
                note TEXT,
                sending TEXT,
                earlier TEXT,
                sent_id TEXT NOT NULL DEFAULT '',
                sent_url TEXT NOT NULL DEFAULT '',
                ever_held INTEGER NOT NULL DEFAULT 0,
                created_at TEXT NOT NULL,
                updated_at TEXT NOT NULL
            );
INSERT INTO "items" VALUES(1,'2c561e31','held',1,'harbour.example','7','{"account":{"acct":"clerk","host":"harbour.example","id":"7"},"after":"","choices":[],"comment":"","content_warning":"","kind":"post","language":"","media":[],"poll":null,"profile_changes":[],"quote_policy":"","reply_to":null,"sensitive":false,"target":null,"text":"held","v":1,"visibility":"public"}','720db0195203ce1267bbb0458896486f3c920898aa09eaf2547e9c514f07a13d','{"at":"2026-03-02T09:31:00Z","cooling":{"not_before":null,"reasons":[{"code":"base","count":1,"decides":true,"seconds":120,"text":"every held act"}],"seconds":120},"digest":"720db0195203ce1267bbb0458896486f3c920898aa09eaf2547e9c514f07a13d","findings":[{"advice":"Advice","category":"test","confidence":1.0,"field":"text","match":"ferry","message":"Message","pack":"","replacement":null,"rule":"t-rule","sensitive":false,"severity":"warn","source":{"clause":"","name":"A source","url":""},"span":[0,5],"title":"Title"}],"packs":[["base","2026.11"]]}','{"acknowledged": ["t-rule\u001ftext\u001fferry"], "overrides": {}}','{"at": "2026-03-02T09:31:00Z", "boot": null, "looked_at": null, "looked_server_at": null, "not_before": null, "server_at": "2026-03-02T09:31:00Z", "wait": "PT120S", "window": "P3D"}',NULL,NULL,NULL,'','',1,'2026-03-02T09:31:00+00:00','2026-03-02T09:31:00+00:00');
INSERT INTO "items" VALUES(2,'b2801248','held',1,'harbour.example','7','{"account":{"acct":"clerk","host":"harbour.example","id":"7"},"after":"","choices":[],"comment":"","content_warning":"","kind":"post","language":"","media":[],"poll":null,"profile_changes":[],"quote_policy":"","reply_to":null,"sensitive":false,"target":null,"text":"copied","v":1,"visibility":"public"}','cc562834d71ac18ed73aa88d544f0a4d04f214eb17976a17fd3f318beb2a71d4','{"at":"2026-03-02T09:32:00Z","cooling":{"not_before":null,"reasons":[{"code":"base","count":1,"decides":true,"seconds":120,"text":"every held act"}],"seconds":120},"digest":"cc562834d71ac18ed73aa88d544f0a4d04f214eb17976a17fd3f318beb2a71d4","findings":[],"packs":[["base","2026.11"]]}','{"acknowledged": [], "overrides": {}}','{"at": "2026-03-02T09:32:00Z", "boot": null, "looked_at": null, "looked_server_at": null, "not_before": null, "server_at": "2026-03-02T09:32:00Z", "wait": "PT120S", "window": "P3D"}',NULL,NULL,NULL,'','',1,'2026-03-02T09:32:00+00:00','2026-03-02T09:32:00+00:00');
INSERT INTO "items" VALUES(3,'5d9ced19','draft',1,'harbour.example','7','{"account":{"acct":"clerk","host":"harbour.example","id":"7"},"after":"","choices":[],"comment":"","content_warning":"","kind":"post","language":"","media":[],"poll":null,"profile_changes":[],"quote_policy":"","reply_to":null,"sensitive":false,"target":null,"text":"copied","v":1,"visibility":"public"}','cc562834d71ac18ed73aa88d544f0a4d04f214eb17976a17fd3f318beb2a71d4',NULL,NULL,NULL,NULL,NULL,NULL,'','',0,'2026-03-02T09:32:00+00:00','2026-03-02T09:32:00+00:00');
INSERT INTO "items" VALUES(4,'fab4bad2','sent',4,'harbour.example','7','{"account":{"acct":"clerk","host":"harbour.example","id":"7"},"after":"","choices":[],"comment":"","content_warning":"","kind":"post","language":"","media":[],"poll":null,"profile_changes":[],"quote_policy":"","reply_to":null,"sensitive":false,"target":null,"text":"sent","v":1,"visibility":"public"}','e4db02f940f226d928aa28f43a828210af2c192ea07b6b927178759aeb25f260','{"at":"2026-03-02T09:33:00Z","cooling":{"not_before":null,"reasons":[{"code":"base","count":1,"decides":true,"seconds":120,"text":"every held act"}],"seconds":120},"digest":"e4db02f940f226d928aa28f43a828210af2c192ea07b6b927178759aeb25f260","findings":[],"packs":[["base","2026.11"]]}','{"acknowledged": [], "overrides": {}}','{"at": "2026-03-02T09:33:00Z", "boot": null, "looked_at": null, "looked_server_at": null, "not_before": null, "server_at": "2026-03-02T09:33:00Z", "wait": "PT120S", "window": "P3D"}',NULL,'{"asked": false, "attempted_at": "2026-03-02T09:34:00Z", "attempts": 1, "idempotency_key": "13e0177c347c4a0109b88540bda3c9b1", "in_flight": false, "released_at": "2026-03-02T09:34:00Z", "released_server_at": "2026-03-02T09:34:00Z"}',NULL,'51','https://harbour.example/51',1,'2026-03-02T09:33:00+00:00','2026-03-02T09:34:00+00:00');
INSERT INTO "items" VALUES(5,'4e2a8fd8','discarded',2,'harbour.example','7','{"account":{"acct":"clerk","host":"harbour.example","id":"7"},"after":"","choices":[],"comment":"","content_warning":"","kind":"post","language":"","media":[],"poll":null,"profile_changes":[],"quote_policy":"","reply_to":null,"sensitive":false,"target":null,"text":"","v":1,"visibility":"public"}','f00b7dc821c93d3248a7edbaa611e77c6388437695ea716d27681c8815b1cf5b',NULL,'{"acknowledged": [], "overrides": {}}','{"at": "2026-03-02T09:36:00Z", "boot": null, "looked_at": null, "looked_server_at": null, "not_before": null, "server_at": "2026-03-02T09:36:00Z", "wait": "PT120S", "window": "P3D"}',NULL,NULL,NULL,'','',1,'2026-03-02T09:36:00+00:00','2026-03-02T09:37:00+00:00');
CREATE TABLE journal (
                number INTEGER PRIMARY KEY,
                previous TEXT NOT NULL,
                body TEXT NOT NULL,
                hash TEXT NOT NULL,
                act_id TEXT NOT NULL,
                event TEXT NOT NULL,
                at TEXT NOT NULL
            );
INSERT INTO "journal" VALUES(1,'0000000000000000000000000000000000000000000000000000000000000000','{"account":"harbour.example/7","act_id":"2c561e31","at":"2026-03-02T09:31:00Z","detail":{"visibility":"public"},"findings":[{"answer":"acknowledged","reason":"","rule":"t-rule","severity":"warn"}],"handle":"@clerk@harbour.example","kind":"post","name":"held","reasons":["base"],"seconds":120,"text":"8b7542c1028b4ec98ddf262aad620fc0d4e7b670f6f824a8335180504cb6b3f7"}','912e2fecea3d5fddcf2975de8a0603c7836097ab5f491210491e3d145336fc04','2c561e31','held','2026-03-02T09:31:00+00:00');
INSERT INTO "journal" VALUES(2,'912e2fecea3d5fddcf2975de8a0603c7836097ab5f491210491e3d145336fc04','{"account":"harbour.example/7","act_id":"b2801248","at":"2026-03-02T09:32:00Z","detail":{"visibility":"public"},"handle":"@clerk@harbour.example","kind":"post","name":"held","reasons":["base"],"seconds":120,"text":"3d0f96501c5d625dad6bdd6c5cebf2d8f503005f500806de2120784f20059280"}','919ed56ed78daa0d8dc3a0610dee9a09c821d53d00aef60b61c2585ca46b96de','b2801248','held','2026-03-02T09:32:00+00:00');
INSERT INTO "journal" VALUES(3,'919ed56ed78daa0d8dc3a0610dee9a09c821d53d00aef60b61c2585ca46b96de','{"account":"harbour.example/7","act_id":"fab4bad2","at":"2026-03-02T09:33:00Z","detail":{"visibility":"public"},"handle":"@clerk@harbour.example","kind":"post","name":"held","reasons":["base"],"seconds":120,"text":"7e038faffb307c110e52c552ae1b2c7a2b4dfd02c5f8bfe8194456f79cb482e1"}','810f2f066015a7d06e9cdd25629ca867a8323528fdb75cf0d5d3097840a6510c','fab4bad2','held','2026-03-02T09:33:00+00:00');
INSERT INTO "journal" VALUES(4,'810f2f066015a7d06e9cdd25629ca867a8323528fdb75cf0d5d3097840a6510c','{"account":"harbour.example/7","act_id":"fab4bad2","at":"2026-03-02T09:34:00Z","handle":"@clerk@harbour.example","key":"13e0177c347c4a0109b88540bda3c9b1","kind":"post","name":"released","reasons":["base"],"seconds":120,"text":"7e038faffb307c110e52c552ae1b2c7a2b4dfd02c5f8bfe8194456f79cb482e1"}','5b81f009ecb5b8f9c09d580ea704938c45fd22885e14e57427b7a50fa2efcd53','fab4bad2','released','2026-03-02T09:34:00+00:00');
INSERT INTO "journal" VALUES(5,'5b81f009ecb5b8f9c09d580ea704938c45fd22885e14e57427b7a50fa2efcd53','{"account":"harbour.example/7","act_id":"fab4bad2","at":"2026-03-02T09:34:00Z","handle":"@clerk@harbour.example","key":"13e0177c347c4a0109b88540bda3c9b1","kind":"post","name":"attempted","seconds":null,"text":"7e038faffb307c110e52c552ae1b2c7a2b4dfd02c5f8bfe8194456f79cb482e1"}','de79f985d39bc13b2798092f2cea39166489a43e63482f095cc98cc6698e78bb','fab4bad2','attempted','2026-03-02T09:34:00+00:00');
INSERT INTO "journal" VALUES(6,'de79f985d39bc13b2798092f2cea39166489a43e63482f095cc98cc6698e78bb','{"account":"harbour.example/7","act_id":"fab4bad2","at":"2026-03-02T09:34:00Z","detail":{"id":"51","visibility":"public"},"handle":"@clerk@harbour.example","key":"13e0177c347c4a0109b88540bda3c9b1","kind":"post","name":"sent","seconds":null,"text":"7e038faffb307c110e52c552ae1b2c7a2b4dfd02c5f8bfe8194456f79cb482e1","url":"https://harbour.example/51","words":"383ee035ef01db80086e4e398f5a7ee004bcd1bc066ffd5360050ac80e25a1f4"}','0f91cac287c76a267c61278c61df0e2d1cdc62f5d898d218e9580738bf2cd17a','fab4bad2','sent','2026-03-02T09:34:00+00:00');
INSERT INTO "journal" VALUES(7,'0f91cac287c76a267c61278c61df0e2d1cdc62f5d898d218e9580738bf2cd17a','{"account":"harbour.example/7","act_id":"","at":"2026-03-02T09:35:00Z","detail":{"id":"51"},"handle":"@clerk@harbour.example","kind":"post","name":"taken-back","seconds":null}','df0f099e9d6929d192f7b1c54052c6634b646a6ea30036415971bb910afb2dd6','','taken-back','2026-03-02T09:35:00+00:00');
INSERT INTO "journal" VALUES(8,'df0f099e9d6929d192f7b1c54052c6634b646a6ea30036415971bb910afb2dd6','{"account":"harbour.example/7","act_id":"4e2a8fd8","at":"2026-03-02T09:36:00Z","detail":{"visibility":"public"},"handle":"@clerk@harbour.example","kind":"post","name":"held","reasons":["base"],"seconds":120,"text":"97b3a1eabfd51d9a440091eb539c9ebd8869e4f05a41b40ef7f1277130cbe0da"}','0a80ae11db4f37ed41877af94ae687f658877ab01a746af18a1700db302e4cd7','4e2a8fd8','held','2026-03-02T09:36:00+00:00');
INSERT INTO "journal" VALUES(9,'0a80ae11db4f37ed41877af94ae687f658877ab01a746af18a1700db302e4cd7','{"account":"harbour.example/7","act_id":"4e2a8fd8","at":"2026-03-02T09:37:00Z","handle":"@clerk@harbour.example","kind":"post","name":"discarded","seconds":null,"text":"97b3a1eabfd51d9a440091eb539c9ebd8869e4f05a41b40ef7f1277130cbe0da"}','f6795342359d8f3e31faa1f0136edac0c004fe7b592f99cf670a2cda6daf9575','4e2a8fd8','discarded','2026-03-02T09:37:00+00:00');
CREATE TABLE journal_anchor (
                one INTEGER PRIMARY KEY CHECK (one = 1),
                number INTEGER NOT NULL,
                hash TEXT NOT NULL,
                seal TEXT NOT NULL
            );
CREATE TABLE journal_head (
                one INTEGER PRIMARY KEY CHECK (one = 1),
                number INTEGER NOT NULL,
                hash TEXT NOT NULL,
                seal TEXT NOT NULL
            );
INSERT INTO "journal_head" VALUES(1,9,'f6795342359d8f3e31faa1f0136edac0c004fe7b592f99cf670a2cda6daf9575','db92d7b3b84d489cc39c9b81f3f120a159a1e0975acebf7909316a07d40dc8e6');
CREATE TABLE journal_texts (
                number INTEGER PRIMARY KEY REFERENCES journal (number),
                act_id TEXT NOT NULL,
                words TEXT NOT NULL,
                masked TEXT NOT NULL
            );
INSERT INTO "journal_texts" VALUES(6,'fab4bad2','sent','sent');
CREATE TABLE outtray_migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL);
INSERT INTO "outtray_migrations" VALUES('journal-1','2026-03-02T09:30:00+00:00');
INSERT INTO "outtray_migrations" VALUES('outbox-1','2026-03-02T09:30:00+00:00');
CREATE TABLE uploads (
                item_id TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
                upload TEXT NOT NULL,
                media_id TEXT NOT NULL,
                PRIMARY KEY (item_id, upload)
            );
CREATE INDEX journal_by_act ON journal (act_id, number);
CREATE INDEX journal_by_time ON journal (at);
CREATE INDEX items_by_state ON items (state);
CREATE INDEX items_by_sent_id ON items (host, sent_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('items',5);
COMMIT;
