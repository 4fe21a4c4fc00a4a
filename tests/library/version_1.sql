-- A library as version 1 of the tables kept it: a finished job of two pictures, and a batch job that waits.
PRAGMA application_id = 1112297035;
PRAGMA user_version = 1;
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
            created REAL NOT NULL,
            UNIQUE (folder, name)
        );
INSERT INTO "assets" VALUES(1,'1caf0b557aa04d7db046708b22390022','Summer','red-circle-7.png','red-circle-7.png','5587e605ca86477f026c57f42ced96cceeb3869f4d2e9995cac40d5d9c98943a',16,16,'{"kind":"blink-studio/recipe","recipe":{"prompt":"red circle","negative":"","width":16,"height":16,"seed":7,"steps":4,"guidance":3.0,"scheduler":"DDIMScheduler","model":{"id":"starter","weights":"abababababababababababababababababababababababababababababababab"},"decoder":"full","start":{"type":"blank"}},"version":1}','red circle','','{"backend":"local","device":"cpu","dtype":"float32","plan":"exact","seconds":{"load":0.0,"encode":0.0,"denoise":0.0,"decode":0.0,"save":0.0,"total":1.5},"adjustments":[],"warnings":[],"cost":0.0,"versions":{"torch":"2"}}','Summer','2a55b08ab6734f3e9b83ec1d313dabdc',0,1.79526211271366977688e+09);
INSERT INTO "assets" VALUES(2,'7e474d6139aa416fb18ee95287812ac0','Summer','red-circle-8.png','red-circle-8.png','6b962022e3e0361cf3100aa25552bce173f535041ff543a2dd854ea992d85e62',16,16,'{"kind":"blink-studio/recipe","recipe":{"prompt":"red circle","negative":"","width":16,"height":16,"seed":8,"steps":4,"guidance":3.0,"scheduler":"DDIMScheduler","model":{"id":"starter","weights":"abababababababababababababababababababababababababababababababab"},"decoder":"full","start":{"type":"blank"}},"version":1}','red circle','','{"backend":"local","device":"cpu","dtype":"float32","plan":"exact","seconds":{"load":0.0,"encode":0.0,"denoise":0.0,"decode":0.0,"save":0.0,"total":1.5},"adjustments":[],"warnings":[],"cost":0.0,"versions":{"torch":"2"}}','Summer','2a55b08ab6734f3e9b83ec1d313dabdc',1,1.79526211273348546026e+09);
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
INSERT INTO "jobs" VALUES(1,'2a55b08ab6734f3e9b83ec1d313dabdc','{"kind":"blink-studio/recipe","recipe":{"prompt":"red circle","negative":"","width":16,"height":16,"seed":7,"steps":4,"guidance":3.0,"scheduler":"DDIMScheduler","model":{"id":"starter","weights":"abababababababababababababababababababababababababababababababab"},"decoder":"full","start":{"type":"blank"}},"version":1}',2,'interactive','exact','Summer','','done',1,0,NULL,1.7952621126939535141e+09);
INSERT INTO "jobs" VALUES(2,'8a8ab7c9eb6042b5970c5e29fa4bca39','{"kind":"blink-studio/recipe","recipe":{"prompt":"blue square","negative":"","width":16,"height":16,"seed":7,"steps":4,"guidance":3.0,"scheduler":"DDIMScheduler","model":{"id":"starter","weights":"abababababababababababababababababababababababababababababababab"},"decoder":"full","start":{"type":"blank"}},"version":1}',2,'batch','exact','Posters','','waiting',0,0,NULL,1795262112.69396);
CREATE TABLE made (
            job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            picture INTEGER NOT NULL,
            PRIMARY KEY (job, picture)
        ) WITHOUT ROWID;
INSERT INTO "made" VALUES('2a55b08ab6734f3e9b83ec1d313dabdc',0);
INSERT INTO "made" VALUES('2a55b08ab6734f3e9b83ec1d313dabdc',1);
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
CREATE INDEX jobs_waiting ON jobs (lane, position) WHERE state = 'waiting';
CREATE INDEX jobs_by_state ON jobs (state, position);
CREATE INDEX assets_by_key ON assets (folder, name_key);
CREATE UNIQUE INDEX assets_by_job ON assets (job, picture) WHERE job != '';
CREATE INDEX assets_by_project ON assets (project, position);
CREATE INDEX assets_by_content ON assets (sha256);
CREATE INDEX assets_by_start ON assets (start) WHERE start != '';
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('jobs',2);
INSERT INTO "sqlite_sequence" VALUES('assets',2);
COMMIT;
