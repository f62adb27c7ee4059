package store

// studySchema is of agreement studies: what they are, what appraisers said, and when they ended.
var studySchema = `
CREATE TABLE studies (
	id INTEGER PRIMARY KEY,
	body TEXT NOT NULL                    -- JSON, but for the id
) STRICT;
CREATE TABLE study_calls (
	id INTEGER PRIMARY KEY,
	study INTEGER NOT NULL REFERENCES studies,
	who TEXT NOT NULL,
	round INTEGER NOT NULL,
	number INTEGER NOT NULL,              -- of the part's trigger
	verdict TEXT NOT NULL CHECK (verdict IN ('OK', 'NG', 'REVIEW')),
	at INTEGER NOT NULL,
	zone INTEGER NOT NULL,
	UNIQUE (study, who, round, number)
) STRICT;
CREATE TABLE study_ends (
	study INTEGER PRIMARY KEY REFERENCES studies,
	who TEXT NOT NULL,
	reason TEXT NOT NULL,
	at INTEGER NOT NULL,
	zone INTEGER NOT NULL
) STRICT;
` + only("studies") + only("study_calls") + only("study_ends")
