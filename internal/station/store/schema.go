package store

import (
	"context"
	"database/sql"
	"fmt"

	"mekiki/internal/lang"
)

// application marks the file as one of ours (SQLite's application_id): "mkki".
const application = 0x6d6b6b69

// migrations lead from one version of the file to the next, forward only; user_version counts
// those that were made. One that was released is never changed.
var migrations = []string{`
CREATE TABLE results (
	number INTEGER PRIMARY KEY,           -- of the trigger
	at INTEGER NOT NULL,                  -- microseconds since 1970, UTC
	zone INTEGER NOT NULL,                -- seconds east of UTC
	verdict TEXT NOT NULL CHECK (verdict IN ('NONE', 'OK', 'NG', 'REVIEW')),
	score REAL NOT NULL,
	reason TEXT NOT NULL,
	regions TEXT NOT NULL,                -- JSON
	similar TEXT NOT NULL,                -- the good picture that it was compared with
	station TEXT NOT NULL,
	source TEXT NOT NULL,
	part TEXT NOT NULL,
	lot TEXT NOT NULL,
	milliseconds REAL NOT NULL,
	inspector TEXT NOT NULL,              -- SHA-256 of its file
	low REAL NOT NULL,
	high REAL NOT NULL,
	picture TEXT NOT NULL,                -- SHA-256 of the file
	format TEXT NOT NULL,
	bytes INTEGER NOT NULL,
	key TEXT UNIQUE                       -- idempotency key, or NULL
) STRICT;
CREATE INDEX results_at ON results (at);
CREATE INDEX results_verdict ON results (verdict, number);
CREATE INDEX results_lot ON results (lot, number) WHERE lot <> '';
CREATE INDEX results_part ON results (part, number) WHERE part <> '';
CREATE TABLE late (
	number INTEGER PRIMARY KEY REFERENCES results,
	at INTEGER NOT NULL,
	zone INTEGER NOT NULL,
	verdict TEXT NOT NULL,
	score REAL NOT NULL,
	reason TEXT NOT NULL,
	regions TEXT NOT NULL,
	similar TEXT NOT NULL,
	milliseconds REAL NOT NULL
) STRICT;
CREATE TABLE reviews (
	id INTEGER PRIMARY KEY,
	number INTEGER NOT NULL REFERENCES results,
	at INTEGER NOT NULL,
	zone INTEGER NOT NULL,
	who TEXT NOT NULL,
	verdict TEXT NOT NULL CHECK (verdict IN ('OK', 'NG', 'REVIEW')),
	reason TEXT NOT NULL
) STRICT;
CREATE INDEX reviews_number ON reviews (number);
CREATE TABLE audit (
	seq INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	zone INTEGER NOT NULL,
	who TEXT NOT NULL,
	station TEXT NOT NULL,
	what TEXT NOT NULL,
	subject TEXT NOT NULL,
	old TEXT NOT NULL,
	new TEXT NOT NULL,
	reason TEXT NOT NULL,
	record TEXT NOT NULL,
	prev TEXT NOT NULL,
	hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_subject ON audit (what, subject);
CREATE TABLE outbox (
	id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice
	at INTEGER NOT NULL,
	kind TEXT NOT NULL,
	body TEXT NOT NULL                    -- JSON
) STRICT;
CREATE TABLE counters (name TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT;
INSERT INTO counters VALUES ('trigger', 1);
` + only("results") + only("late") + only("reviews") + only("audit"),
	peopleSchema, recipes, hooks, blocksSchema, studySchema, labelSchema, reviewSchema,
}

// only lets rows be added to a table, and nothing else.
func only(table string) string {
	return fmt.Sprintf(`
CREATE TRIGGER %[1]s_unchanged BEFORE UPDATE ON %[1]s BEGIN SELECT RAISE(ABORT, '%[1]s: rows are never changed'); END;
CREATE TRIGGER %[1]s_kept BEFORE DELETE ON %[1]s BEGIN SELECT RAISE(ABORT, '%[1]s: rows are never deleted'); END;`, table)
}

// migrate brings a file to the newest version, step by step, each in a transaction.
func migrate(ctx context.Context, c *sql.Conn, path string) error {
	version, err := versionOf(ctx, c, path)
	if err != nil {
		return err
	}
	for ; version < len(migrations); version++ {
		text := fmt.Sprintf("BEGIN IMMEDIATE;%s;PRAGMA application_id = %d;PRAGMA user_version = %d;COMMIT", migrations[version], application, version+1)
		if _, err := c.ExecContext(ctx, text); err != nil {
			_, _ = c.ExecContext(ctx, "ROLLBACK") // fails where it was BEGIN that failed
			return lang.Errorf("%s: %w", path, inWords(err))
		}
	}
	return nil
}

// versionOf is the version of a file, 0 of a new one. Files of other programs and of newer
// ones are refused.
func versionOf(ctx context.Context, c *sql.Conn, path string) (version int, err error) {
	var owner, tables int
	for query, to := range map[string]*int{"PRAGMA application_id": &owner, "PRAGMA user_version": &version, "SELECT count(*) FROM sqlite_schema": &tables} {
		if err := c.QueryRowContext(ctx, query).Scan(to); err != nil {
			return 0, lang.Errorf("%s: %w", path, inWords(err))
		}
	}
	switch {
	case owner != application && tables > 0:
		return 0, lang.Errorf("%s is a database of another program; choose another folder", path)
	case version > len(migrations):
		return 0, lang.Errorf("%s was written by a newer mekiki (version %d of the file, this one knows %d); take that one", path, version, len(migrations))
	}
	return version, nil
}
