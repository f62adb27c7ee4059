package store

import (
	"errors"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"mekiki/internal/lang"
)

// Errors that inWords wraps.
var (
	// ErrLocked means that another program holds the file.
	ErrLocked = lang.Errorf("another program holds the records locked; close it and try again")
	// ErrFull means that the disk has no room left.
	ErrFull = lang.Errorf("the disk is full; make room")
)

// inWords says what SQLite's errors mean to a user.
func inWords(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff { // the rest says more exactly which
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return ErrLocked
	case lib.SQLITE_FULL:
		return ErrFull
	case lib.SQLITE_NOTADB:
		return lang.Errorf("this is no database, or a damaged one; put a backup in its place")
	case lib.SQLITE_CORRUPT:
		return lang.Errorf("the records are damaged; put a backup in their place")
	case lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN, lib.SQLITE_PERM:
		return lang.Errorf("the records cannot be opened for writing (%v); look at the rights of the folder", e)
	case lib.SQLITE_IOERR:
		return lang.Errorf("the disk refuses (%v)", e)
	}
	return err
}

// isDuplicate says whether a row is there already.
func isDuplicate(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == lib.SQLITE_CONSTRAINT
}
