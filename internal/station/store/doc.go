// Package store keeps what a station did in one SQLite file: results, late judgements,
// reviews, the audit and the outbox, from which others hear of it.
//
// One goroutine writes. What waits for it goes into one transaction, each piece in a
// savepoint of its own, and who asked hears of it when the disk has it: an acknowledged
// result survives the plug being pulled. A result, its row in the audit and its event stand
// in one transaction. Rows are added and never changed; the file itself refuses it.
//
// Several processes may read while one serves.
package store
