package plant

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"mekiki/internal/lang"
)

// migrations lead from one version of the schema to the next, forward only. One that was released is
// never changed. Columns are for questions; body is the whole record, as its station has it.
var migrations = []string{`
CREATE SCHEMA mekiki;
CREATE TABLE mekiki.version (version INT NOT NULL);
INSERT INTO mekiki.version VALUES (0);
CREATE TABLE mekiki.stations (
	id TEXT PRIMARY KEY,                  -- made by chance when the station was
	name TEXT NOT NULL,                   -- as it was called last
	seen TIMESTAMPTZ NOT NULL,            -- when it sent last
	event BIGINT NOT NULL,                -- the last one that it sent
	event_at BIGINT NOT NULL              -- its time, microseconds since 1970
);
CREATE TABLE mekiki.results (
	station TEXT NOT NULL REFERENCES mekiki.stations,
	number BIGINT NOT NULL,               -- of the trigger
	digest TEXT NOT NULL,                 -- as the station's audit has it
	at TIMESTAMPTZ NOT NULL,
	verdict TEXT NOT NULL,
	score DOUBLE PRECISION NOT NULL,
	part TEXT NOT NULL,
	lot TEXT NOT NULL,
	recipe TEXT NOT NULL,
	master TEXT NOT NULL,
	milliseconds DOUBLE PRECISION NOT NULL,
	body JSONB NOT NULL,
	PRIMARY KEY (station, number, digest)
);
CREATE INDEX ON mekiki.results (at);
CREATE INDEX ON mekiki.results (station, at);
CREATE INDEX ON mekiki.results (lot, at) WHERE lot <> '';
CREATE INDEX ON mekiki.results (part, at) WHERE part <> '';
CREATE TABLE mekiki.late (
	station TEXT NOT NULL REFERENCES mekiki.stations,
	number BIGINT NOT NULL,
	digest TEXT NOT NULL,
	at TIMESTAMPTZ NOT NULL,
	verdict TEXT NOT NULL,
	score DOUBLE PRECISION NOT NULL,
	body JSONB NOT NULL,
	PRIMARY KEY (station, number, digest)
);
CREATE TABLE mekiki.shadows (
	station TEXT NOT NULL REFERENCES mekiki.stations,
	number BIGINT NOT NULL,
	digest TEXT NOT NULL,
	at TIMESTAMPTZ NOT NULL,
	verdict TEXT NOT NULL,
	score DOUBLE PRECISION NOT NULL,
	body JSONB NOT NULL,
	PRIMARY KEY (station, number, digest)
);
CREATE TABLE mekiki.reviews (
	station TEXT NOT NULL REFERENCES mekiki.stations,
	id BIGINT NOT NULL,
	digest TEXT NOT NULL,
	number BIGINT NOT NULL,
	at TIMESTAMPTZ NOT NULL,
	who TEXT NOT NULL,
	verdict TEXT NOT NULL,
	body JSONB NOT NULL,
	PRIMARY KEY (station, id, digest)
);
CREATE INDEX ON mekiki.reviews (station, number);
CREATE TABLE mekiki.events (              -- what is no record of its own: states, alarms, steps of recipes
	station TEXT NOT NULL REFERENCES mekiki.stations,
	id BIGINT NOT NULL,
	digest TEXT NOT NULL,
	at TIMESTAMPTZ NOT NULL,
	kind TEXT NOT NULL,
	body JSONB NOT NULL,
	PRIMARY KEY (station, id, digest)
);
CREATE INDEX ON mekiki.events (at);
`, `
CREATE INDEX ON mekiki.results (recipe, at) WHERE recipe <> '';
CREATE INDEX ON mekiki.results (at) WHERE verdict <> 'OK'; -- few are NG
`, `
ALTER TABLE mekiki.stations ADD COLUMN program TEXT NOT NULL DEFAULT ''; -- its version, when it began to send last
`}

// migrating is how long one of them may take: an index over some ten million results takes minutes.
const migrating = time.Hour

// lock is taken while the schema is brought forward: stations may begin at the same time.
const lock = 0x6d6b6b69

// versionOf is the version of the schema, 0 where there is none.
func versionOf(ctx context.Context, c *pgconn.PgConn) (int, error) {
	there, err := do(ctx, c, "SELECT to_regclass('mekiki.version') IS NOT NULL")
	if err != nil || string(there[0]) != "t" {
		return 0, err
	}
	v, err := do(ctx, c, "SELECT version FROM mekiki.version")
	if err != nil {
		return 0, err
	}
	if len(v) != 1 {
		return 0, lang.Errorf("its schema mekiki is of another program")
	}
	n, err := strconv.Atoi(string(v[0]))
	if err == nil && n > len(migrations) {
		err = lang.Errorf("it was set up by a newer mekiki (version %d, this one knows %d); take that one", n, len(migrations))
	}
	return n, err
}

// migrate brings the schema to the newest version. Where it is, nothing is done that needs more rights
// than to add rows.
func migrate(ctx context.Context, c *pgconn.PgConn) error {
	n, err := versionOf(ctx, c)
	if err != nil || n == len(migrations) {
		return err
	}
	if err := script(ctx, c, migrating, fmt.Sprintf("BEGIN; SELECT pg_advisory_xact_lock(%d)", lock)); err != nil {
		return err
	}
	if n, err = versionOf(ctx, c); err != nil { // another station may have done it
		return err
	}
	for ; n < len(migrations); n++ {
		if err := script(ctx, c, migrating, migrations[n]+fmt.Sprintf("UPDATE mekiki.version SET version = %d", n+1)); err != nil {
			return err
		}
	}
	return script(ctx, c, patience, "COMMIT")
}
