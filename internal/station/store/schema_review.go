package store

// reviewSchema lets a review take back what was said. SQLite changes no condition of a table, so the rows go into a new one
// as they are; the audit has their digests.
var reviewSchema = `
CREATE TABLE said (
	id INTEGER PRIMARY KEY,
	number INTEGER NOT NULL REFERENCES results,
	at INTEGER NOT NULL,
	zone INTEGER NOT NULL,
	who TEXT NOT NULL,
	verdict TEXT NOT NULL CHECK (verdict IN ('NONE', 'OK', 'NG', 'REVIEW')), -- NONE takes back what was said
	reason TEXT NOT NULL
) STRICT;
INSERT INTO said SELECT id, number, at, zone, who, verdict, reason FROM reviews;
DROP TABLE reviews;
ALTER TABLE said RENAME TO reviews;
CREATE INDEX reviews_number ON reviews (number);
` + only("reviews")
