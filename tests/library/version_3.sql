-- A library as version 3 of the tables kept it: a finished job of two pictures, one of them starred; a failed and a
-- cancelled job; two batch jobs, one paused; and a job that waits in the interactive lane.
PRAGMA application_id = 1112297035;
PRAGMA user_version = 3;
BEGIN TRANSACTION;
CREATE TABLE assets (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            folder TEXT NOT NULL,
            name TEXT NOT NULL,
            name_key TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            recipe TEXT,
            words TEXT NOT NULL,
            start TEXT NOT NULL,
            receipt TEXT,
            project TEXT NOT NULL,
            job TEXT NOT NULL,
            picture INTEGER NOT NULL,
            created REAL NOT NULL, mark TEXT NOT NULL DEFAULT 'none' CHECK (mark IN ('none', 'starred', 'rejected')), note TEXT NOT NULL DEFAULT '', tags TEXT NOT NULL DEFAULT '', tag_keys TEXT NOT NULL DEFAULT '', trashed INTEGER NOT NULL DEFAULT 0, origin TEXT NOT NULL DEFAULT '', changed INTEGER NOT NULL DEFAULT 0,
            UNIQUE (folder, name)
        );
INSERT INTO "assets" VALUES(1,'c1f9d1f0558443ba99ef2c741d9328db','Summer','red-circle-7.png','red-circle-7.png','35ff51bdf5f11a2c2ad531734d363f27426038cc79fb2e06d6624df76534eb2b',16,16,'{"kind":"blink-studio/recipe","recipe":{"prompt":"red circle","negative":"","width":16,"height":16,"seed":7,"steps":4,"guidance":3.0,"scheduler":"DDIMScheduler","model":{"id":"starter","weights":"abababababababababababababababababababababababababababababababab"},"decoder":"full","start":{"type":"blank"},"fit":null,"product":null},"version":1}','red circle','','{"backend":"local","device":"cpu","dtype":"float32","plan":"exact","seconds":{"load":0.0,"encode":0.0,"denoise":0.0,"decode":0.0,"save":0.0,"total":1.5},"adjustments":[],"warnings":[],"cost":0.0,"versions":{"torch":"2"}}','Summer','a6b9e23b3f1f4e8ca12660e4de4a5487',0,1795272579.02555,'none','','','',0,'',1);
INSERT INTO "assets" VALUES(2,'9b1910be3c4e47c6943d2f9016f57bbf','Summer','red-circle-8.png','red-circle-8.png','4da36f826ffacf37d498845da9c2a0f7085aa60fbafbba6fa51a0ea8ba63a695',16,16,'{"kind":"blink-studio/recipe","recipe":{"prompt":"red circle","negative":"","width":16,"height":16,"seed":8,"steps":4,"guidance":3.0,"scheduler":"DDIMScheduler","model":{"id":"starter","weights":"abababababababababababababababababababababababababababababababab"},"decoder":"full","start":{"type":"blank"},"fit":null,"product":null},"version":1}','red circle','','{"backend":"local","device":"cpu","dtype":"float32","plan":"exact","seconds":{"load":0.0,"encode":0.0,"denoise":0.0,"decode":0.0,"save":0.0,"total":1.5},"adjustments":[],"warnings":[],"cost":0.0,"versions":{"torch":"2"}}','Summer','a6b9e23b3f1f4e8ca12660e4de4a5487',1,1.795272579041488409e+09,'starred','the best','Beach','
beach
',0,'',5);
CREATE TABLE changes (number INTEGER NOT NULL);
INSERT INTO "changes" VALUES(5);
CREATE TABLE jobs (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            recipe TEXT NOT NULL,
            count INTEGER NOT NULL CHECK (count > 0),
            lane TEXT NOT NULL CHECK (lane IN ('interactive', 'batch')),
            plan TEXT NOT NULL,
            project TEXT NOT NULL,
            folder TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'paused', 'done', 'failed', 'cancelled')),
            attempts INTEGER NOT NULL DEFAULT 0,
            cancel_requested INTEGER NOT NULL DEFAULT 0,
            failure TEXT,
            created REAL NOT NULL
        );
INSERT INTO "jobs" VALUES(1,'a6b9e23b3f1f4e8ca12660e4de4a5487','{"kind":"blink-studio/recipe","recipe":{"prompt":"red circle","negative":"","width":16,"height":16,"seed":7,"steps":4,"guidance":3.0,"scheduler":"DDIMScheduler","model":{"id":"starter","weights":"abababababababababababababababababababababababababababababababab"},"decoder":"full","start":{"type":"blank"},"fit":null,"product":null},"version":1}',2,'interactive','exact','Summer','','done',1,0,NULL,1.79527257899046850208e+09);
INSERT INTO "jobs" VALUES(2,'06fb40a1b1144642b91b1356b5ffa4bf','{"kind":"blink-studio/recipe","recipe":{"prompt":"green star","negative":"","width":16,"height":16,"seed":7,"steps":4,"guidance":3.0,"scheduler":"DDIMScheduler","model":{"id":"starter","weights":"abababababababababababababababababababababababababababababababab"},"decoder":"full","start":{"type":"blank"},"fit":null,"product":null},"version":1}',1,'interactive','exact','Summer','','failed',1,0,'{"type":"failed","kind":"EngineLost","message":"The engine ended.","remedy":"Try again.","detail":"","billed":false}',1.79527257905747461312e+09);
INSERT INTO "jobs" VALUES(3,'3330a7c9ab8442c7874a36447dafb5b3','{"kind":"blink-studio/recipe","recipe":{"prompt":"grey square","negative":"","width":16,"height":16,"seed":7,"steps":4,"guidance":3.0,"scheduler":"DDIMScheduler","model":{"id":"starter","weights":"abababababababababababababababababababababababababababababababab"},"decoder":"full","start":{"type":"blank"},"fit":null,"product":null},"version":1}',1,'interactive','exact','Summer','','cancelled',0,0,NULL,1.79527257907011055949e+09);
INSERT INTO "jobs" VALUES(4,'460f5ca3488744fe9eaf5ff860da02ca','{"kind":"blink-studio/recipe","recipe":{"prompt":"blue square","negative":"","width":16,"height":16,"seed":7,"steps":4,"guidance":3.0,"scheduler":"DDIMScheduler","model":{"id":"starter","weights":"abababababababababababababababababababababababababababababababab"},"decoder":"full","start":{"type":"blank"},"fit":null,"product":null},"version":1}',3,'batch','exact','Posters','','waiting',0,0,NULL,1.79527257908551049229e+09);
INSERT INTO "jobs" VALUES(5,'15687af441ff437f95488ad33b917c02','{"kind":"blink-studio/recipe","recipe":{"prompt":"pink moon","negative":"","width":16,"height":16,"seed":7,"steps":4,"guidance":3.0,"scheduler":"DDIMScheduler","model":{"id":"starter","weights":"abababababababababababababababababababababababababababababababab"},"decoder":"full","start":{"type":"blank"},"fit":null,"product":null},"version":1}',1,'batch','exact','Posters','','paused',0,0,NULL,1.7952725790862925052e+09);
INSERT INTO "jobs" VALUES(6,'7da8a9457a7f4dbf889a30cf15a5e2d8','{"kind":"blink-studio/recipe","recipe":{"prompt":"a yellow house","negative":"","width":16,"height":16,"seed":7,"steps":4,"guidance":3.0,"scheduler":"DDIMScheduler","model":{"id":"starter","weights":"abababababababababababababababababababababababababababababababab"},"decoder":"full","start":{"type":"blank"},"fit":null,"product":null},"version":1}',1,'interactive','exact','Posters','','waiting',0,0,NULL,1.79527257909749960894e+09);
CREATE TABLE made (
            job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            picture INTEGER NOT NULL,
            PRIMARY KEY (job, picture)
        ) WITHOUT ROWID;
INSERT INTO "made" VALUES('a6b9e23b3f1f4e8ca12660e4de4a5487',0);
INSERT INTO "made" VALUES('a6b9e23b3f1f4e8ca12660e4de4a5487',1);
CREATE TABLE moves (
            asset TEXT PRIMARY KEY REFERENCES assets (id) ON DELETE CASCADE,
            folder TEXT NOT NULL,
            name TEXT NOT NULL,
            name_key TEXT NOT NULL,
            trashed INTEGER NOT NULL,
            origin TEXT NOT NULL,
            UNIQUE (folder, name_key)
        ) WITHOUT ROWID;
CREATE TABLE progress (
            job TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
            progress TEXT NOT NULL
        ) WITHOUT ROWID;
CREATE TABLE reservations (
            job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            picture INTEGER NOT NULL,
            folder TEXT NOT NULL,
            name TEXT NOT NULL,
            name_key TEXT NOT NULL,
            part TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            recipe TEXT NOT NULL,
            receipt TEXT NOT NULL,
            project TEXT NOT NULL,
            PRIMARY KEY (job, picture),
            UNIQUE (folder, name_key)
        ) WITHOUT ROWID;
CREATE TABLE unwritten (
            folder TEXT PRIMARY KEY,
            changes INTEGER NOT NULL
        ) WITHOUT ROWID;
CREATE INDEX jobs_waiting ON jobs (lane, position) WHERE state = 'waiting';
CREATE INDEX jobs_by_state ON jobs (state, position);
CREATE INDEX assets_by_key ON assets (folder, name_key);
CREATE UNIQUE INDEX assets_by_job ON assets (job, picture) WHERE job != '';
CREATE INDEX assets_by_content ON assets (sha256);
CREATE INDEX assets_by_start ON assets (start) WHERE start != '';
CREATE INDEX assets_by_project ON assets (project, trashed, position);
CREATE INDEX assets_marked ON assets (mark, position) WHERE mark != 'none';
CREATE INDEX assets_tagged ON assets (position) WHERE tags != '';
CREATE INDEX assets_trashed ON assets (position) WHERE trashed = 1;
CREATE INDEX assets_loose ON assets (project, position) WHERE job = '';
CREATE INDEX jobs_by_project ON jobs (project, position);
CREATE INDEX assets_by_change ON assets (changed);
CREATE TRIGGER asset_added AFTER INSERT ON assets BEGIN
            UPDATE changes SET number = number + 1;
            UPDATE assets SET changed = (SELECT number FROM changes) WHERE position = new.position;
        END;
CREATE TRIGGER asset_changed AFTER UPDATE ON assets WHEN new.changed = old.changed BEGIN
            UPDATE changes SET number = number + 1;
            UPDATE assets SET changed = (SELECT number FROM changes) WHERE position = new.position;
        END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('jobs',6);
INSERT INTO "sqlite_sequence" VALUES('assets',2);
COMMIT;
