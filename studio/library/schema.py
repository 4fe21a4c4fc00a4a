"""The tables, and the steps from each version of them to the next."""

from __future__ import annotations

APPLICATION_ID = 0x424C4E4B  # "BLNK"

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # position orders the queue; it is never used again, so "oldest first" holds for ever
        """CREATE TABLE jobs (
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
        )""",
        "CREATE INDEX jobs_waiting ON jobs (lane, position) WHERE state = 'waiting'",
        "CREATE INDEX jobs_by_state ON jobs (state, position)",
        # apart from assets: a picture that was deleted later stays made
        """CREATE TABLE made (
            job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            picture INTEGER NOT NULL,
            PRIMARY KEY (job, picture)
        ) WITHOUT ROWID""",
        """CREATE TABLE progress (
            job TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
            progress TEXT NOT NULL
        ) WITHOUT ROWID""",
        # folder: relative to the pictures folder where it lies inside, so that the home can be moved; else absolute
        """CREATE TABLE assets (
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
        )""",
        "CREATE INDEX assets_by_key ON assets (folder, name_key)",
        "CREATE UNIQUE INDEX assets_by_job ON assets (job, picture) WHERE job != ''",
        "CREATE INDEX assets_by_project ON assets (project, position)",
        "CREATE INDEX assets_by_content ON assets (sha256)",
        "CREATE INDEX assets_by_start ON assets (start) WHERE start != ''",
        # everything that the second transaction of a save needs, so that recovery can do it instead
        """CREATE TABLE reservations (
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
        ) WITHOUT ROWID""",
    ),
    (
        # said by the user; tags: one a line as written; tag_keys: the same folded, each between line feeds
        "ALTER TABLE assets ADD COLUMN mark TEXT NOT NULL DEFAULT 'none'"
        " CHECK (mark IN ('none', 'starred', 'rejected'))",
        "ALTER TABLE assets ADD COLUMN note TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE assets ADD COLUMN tags TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE assets ADD COLUMN tag_keys TEXT NOT NULL DEFAULT ''",
        # origin: where a trashed picture came from, named as folders are
        "ALTER TABLE assets ADD COLUMN trashed INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE assets ADD COLUMN origin TEXT NOT NULL DEFAULT ''",
        "DROP INDEX assets_by_project",
        "CREATE INDEX assets_by_project ON assets (project, trashed, position)",
        "CREATE INDEX assets_marked ON assets (mark, position) WHERE mark != 'none'",
        "CREATE INDEX assets_tagged ON assets (position) WHERE tags != ''",
        "CREATE INDEX assets_trashed ON assets (position) WHERE trashed = 1",
        "CREATE INDEX assets_loose ON assets (project, position) WHERE job = ''",
        "CREATE INDEX jobs_by_project ON jobs (project, position)",
        # files on their way into the trash or out of it, so that recovery can end what a crash broke off
        """CREATE TABLE moves (
            asset TEXT PRIMARY KEY REFERENCES assets (id) ON DELETE CASCADE,
            folder TEXT NOT NULL,
            name TEXT NOT NULL,
            name_key TEXT NOT NULL,
            trashed INTEGER NOT NULL,
            origin TEXT NOT NULL,
            UNIQUE (folder, name_key)
        ) WITHOUT ROWID""",
        # folders whose file of stars and notes is older than the database; counted, so that no change is passed over
        """CREATE TABLE unwritten (
            folder TEXT PRIMARY KEY,
            changes INTEGER NOT NULL
        ) WITHOUT ROWID""",
    ),
    (
        # whatever is said of a picture gets a number that only grows: other processes ask for what came after theirs
        "CREATE TABLE changes (number INTEGER NOT NULL)",
        "INSERT INTO changes VALUES (0)",
        "ALTER TABLE assets ADD COLUMN changed INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX assets_by_change ON assets (changed)",
        """CREATE TRIGGER asset_added AFTER INSERT ON assets BEGIN
            UPDATE changes SET number = number + 1;
            UPDATE assets SET changed = (SELECT number FROM changes) WHERE position = new.position;
        END""",
        """CREATE TRIGGER asset_changed AFTER UPDATE ON assets WHEN new.changed = old.changed BEGIN
            UPDATE changes SET number = number + 1;
            UPDATE assets SET changed = (SELECT number FROM changes) WHERE position = new.position;
        END""",
    ),
    (
        # rank: place in the lane, lower first, with gaps so that few rows change when one is moved; weights: those of
        # the recipe's model; overtaken: how often a later job went first; made_count: rows of made, to count batches by
        "ALTER TABLE jobs ADD COLUMN backend TEXT NOT NULL DEFAULT 'local'",
        "ALTER TABLE jobs ADD COLUMN start_at REAL NOT NULL DEFAULT 0",
        "ALTER TABLE jobs ADD COLUMN batch TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE jobs ADD COLUMN batch_row INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE jobs ADD COLUMN batch_key TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE jobs ADD COLUMN name TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE jobs ADD COLUMN ended REAL",
        "ALTER TABLE jobs ADD COLUMN rank INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE jobs ADD COLUMN revision INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE jobs ADD COLUMN dismissed INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE jobs ADD COLUMN weights TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE jobs ADD COLUMN overtaken INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE jobs ADD COLUMN made_count INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE jobs ADD COLUMN changed INTEGER NOT NULL DEFAULT 0",
        # failures of an older studio were shown by it; when a job ended was not kept, its newest picture comes closest
        """UPDATE jobs SET
            rank = position << 32,
            weights = ifnull(json_extract(recipe, '$.recipe.model.weights'), ''),
            made_count = (SELECT count(*) FROM made WHERE made.job = jobs.id),
            dismissed = state = 'failed',
            ended = CASE WHEN state IN ('done', 'failed', 'cancelled') THEN max(
                created,
                ifnull((SELECT max(created) FROM assets WHERE assets.job = jobs.id AND assets.job != ''), 0)
            ) END""",
        "DROP INDEX jobs_waiting",
        "CREATE INDEX jobs_waiting ON jobs (lane, backend, rank, start_at, batch, weights) WHERE state = 'waiting'",
        "CREATE INDEX jobs_by_rank ON jobs (lane, rank)",
        "CREATE INDEX jobs_unfinished ON jobs (lane, rank) WHERE state IN ('waiting', 'running', 'paused')",
        "CREATE INDEX jobs_failed ON jobs (state, ended) WHERE state = 'failed' AND dismissed = 0",
        "CREATE INDEX jobs_to_start ON jobs (state, start_at) WHERE state = 'waiting' AND start_at > 0",
        "CREATE INDEX jobs_by_end ON jobs (ended) WHERE ended IS NOT NULL",
        "CREATE INDEX jobs_by_batch ON jobs (batch, batch_row) WHERE batch != ''",
        "CREATE INDEX jobs_counted ON jobs (batch, state, count, made_count) WHERE batch != ''",
        "CREATE INDEX jobs_by_change ON jobs (changed)",
        # a run of a plan; written: its lists hold everything that was made
        """CREATE TABLE batches (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL UNIQUE,
            plan TEXT NOT NULL,
            folder TEXT NOT NULL,
            project TEXT NOT NULL,
            created REAL NOT NULL,
            paused INTEGER NOT NULL DEFAULT 0,
            written INTEGER NOT NULL DEFAULT 0,
            changed INTEGER NOT NULL DEFAULT 0
        )""",
        "CREATE INDEX batches_by_change ON batches (changed)",
        "CREATE INDEX batches_paused ON batches (id) WHERE paused = 1",
        # rules, holds and what blocks, as one value
        "CREATE TABLE queue (state TEXT NOT NULL, changed INTEGER NOT NULL DEFAULT 0)",
        "INSERT INTO queue (state) VALUES ('{}')",
        "CREATE TABLE speeds (model TEXT PRIMARY KEY, speed TEXT NOT NULL) WITHOUT ROWID",
        # whoever changes many rows at once numbers them himself, with one number, and the triggers keep out of it
        """CREATE TRIGGER job_added AFTER INSERT ON jobs WHEN new.changed = 0 BEGIN
            UPDATE changes SET number = number + 1;
            UPDATE jobs SET changed = (SELECT number FROM changes) WHERE position = new.position;
        END""",
        """CREATE TRIGGER job_changed AFTER UPDATE OF recipe, count, lane, plan, project, folder, state, attempts,
            cancel_requested, failure, backend, start_at, batch, batch_row, batch_key, name, ended, rank, revision,
            dismissed ON jobs WHEN new.changed = old.changed BEGIN
            UPDATE changes SET number = number + 1;
            UPDATE jobs SET changed = (SELECT number FROM changes) WHERE position = new.position;
        END""",
        """CREATE TRIGGER picture_made AFTER INSERT ON made BEGIN
            UPDATE changes SET number = number + 1;
            UPDATE jobs SET made_count = made_count + 1, changed = (SELECT number FROM changes) WHERE id = new.job;
            UPDATE batches SET written = 0
            WHERE written = 1 AND id = (SELECT batch FROM jobs WHERE jobs.id = new.job AND batch != '');
        END""",
        """CREATE TRIGGER job_back AFTER UPDATE OF state ON jobs
            WHEN new.batch != '' AND new.state = 'waiting' AND old.state IN ('failed', 'cancelled') BEGIN
            UPDATE batches SET written = 0 WHERE written = 1 AND id = new.batch;
        END""",
        """CREATE TRIGGER batch_added AFTER INSERT ON batches BEGIN
            UPDATE changes SET number = number + 1;
            UPDATE batches SET changed = (SELECT number FROM changes) WHERE position = new.position;
        END""",
        """CREATE TRIGGER batch_changed AFTER UPDATE ON batches WHEN new.changed = old.changed BEGIN
            UPDATE changes SET number = number + 1;
            UPDATE batches SET changed = (SELECT number FROM changes) WHERE position = new.position;
        END""",
        """CREATE TRIGGER queue_changed AFTER UPDATE ON queue WHEN new.changed = old.changed BEGIN
            UPDATE changes SET number = number + 1;
            UPDATE queue SET changed = (SELECT number FROM changes);
        END""",
    ),
)
"""Entry n leads from version n to n + 1."""

VERSION = len(MIGRATIONS)
