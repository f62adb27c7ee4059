package store

// peopleSchema is of users, keys and sessions. These rows change; what they were stands in the
// audit.
const peopleSchema = `
CREATE TABLE users (
	name TEXT PRIMARY KEY,
	roles TEXT NOT NULL,                  -- with commas between them
	disabled INTEGER NOT NULL,
	change INTEGER NOT NULL,              -- the password must be changed
	sealed TEXT NOT NULL,                 -- password, by argon2id
	made INTEGER NOT NULL,                -- microseconds since 1970, UTC
	last INTEGER NOT NULL,                -- log-in; 0: never
	failures INTEGER NOT NULL,
	locked INTEGER NOT NULL               -- until; 0: not
) STRICT;
CREATE TABLE keys (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	roles TEXT NOT NULL,
	hash TEXT NOT NULL UNIQUE,            -- SHA-256 of the key
	begins TEXT NOT NULL,
	who TEXT NOT NULL,
	made INTEGER NOT NULL,
	revoked INTEGER NOT NULL,             -- 0: not
	used INTEGER NOT NULL                 -- 0: never
) STRICT;
CREATE TABLE sessions (
	hash TEXT PRIMARY KEY,                -- SHA-256 of the token
	user TEXT NOT NULL REFERENCES users,
	begun INTEGER NOT NULL,
	used INTEGER NOT NULL
) STRICT;
`
