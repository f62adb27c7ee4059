// Package plant keeps the records of many stations in one PostgreSQL database, as copies: each station
// has its own in SQLite, goes on without the plant, and sends what it has missed. A record is known by
// its station, its number and its digest, so it may be sent any number of times.
//
// Nothing is judged, commanded or signed here. The audit stays with its station; the digest of each
// record is that of its row there.
package plant
