package store

// recipes holds versions of recipes, what became of them, trials, what shadows said, and
// which version a result was judged by.
var recipes = `
CREATE TABLE recipes (
	id INTEGER PRIMARY KEY,
	hash TEXT NOT NULL UNIQUE,
	product TEXT NOT NULL,
	version INTEGER NOT NULL,
	body TEXT NOT NULL,                   -- JSON
	UNIQUE (product, version)
) STRICT;
CREATE TABLE recipe_steps (
	id INTEGER PRIMARY KEY,
	hash TEXT NOT NULL REFERENCES recipes (hash),
	kind TEXT NOT NULL,
	at INTEGER NOT NULL,
	zone INTEGER NOT NULL,
	who TEXT NOT NULL,
	second TEXT NOT NULL,
	reason TEXT NOT NULL
) STRICT;
CREATE TABLE trials (
	id INTEGER PRIMARY KEY,
	hash TEXT NOT NULL REFERENCES recipes (hash),
	body TEXT NOT NULL                    -- JSON, but for the id
) STRICT;
CREATE TABLE shadows (
	number INTEGER PRIMARY KEY REFERENCES results,
	at INTEGER NOT NULL,
	zone INTEGER NOT NULL,
	verdict TEXT NOT NULL,
	score REAL NOT NULL,
	reason TEXT NOT NULL,
	regions TEXT NOT NULL,
	similar TEXT NOT NULL,
	milliseconds REAL NOT NULL,
	recipe TEXT NOT NULL
) STRICT;
ALTER TABLE results ADD COLUMN recipe TEXT NOT NULL DEFAULT '';
ALTER TABLE results ADD COLUMN master TEXT NOT NULL DEFAULT ''; -- what a known part must be
CREATE INDEX results_score ON results (inspector, at, score, verdict) WHERE reason = '' AND master = '';
DROP INDEX results_at;
CREATE INDEX results_at ON results (at, verdict, master); -- counts of a shift read nothing else
` + only("recipes") + only("recipe_steps") + only("trials") + only("shadows")
