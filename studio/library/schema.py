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
)
"""Entry n leads from version n to n + 1."""

VERSION = len(MIGRATIONS)
