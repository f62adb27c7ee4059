package store

// labelSchema is of labels: where people see the defects of parts.
var labelSchema = `
CREATE TABLE labels (
	id INTEGER PRIMARY KEY,
	number INTEGER NOT NULL REFERENCES results,
	pixels INTEGER NOT NULL,              -- that are marked; with 0 an earlier label is taken back
	body TEXT NOT NULL                    -- JSON, but for the id
) STRICT;
CREATE INDEX labels_number ON labels (number, id, pixels);
` + only("labels")
