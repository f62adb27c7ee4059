package store

// hooks is of those who hear of events. identity is a text that no other station has; of a copy of
// the file it is the same. Rows of hooks change once, when they are removed; the audit tells of both.
const hooks = `
CREATE TABLE identity (id TEXT NOT NULL) STRICT;
INSERT INTO identity VALUES (lower(hex(randomblob(16))));
CREATE TABLE hooks (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	url TEXT NOT NULL,
	kinds TEXT NOT NULL,                  -- of events, with commas between them
	secret BLOB NOT NULL,                 -- in the clear: messages are signed with it; empty once it is removed
	who TEXT NOT NULL,
	made INTEGER NOT NULL,
	removed INTEGER NOT NULL              -- 0: not
) STRICT;
CREATE TABLE receivers (
	name TEXT PRIMARY KEY,
	sent INTEGER NOT NULL                 -- the last event that it has
) STRICT;
`
