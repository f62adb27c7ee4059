// Package audit is a chain of rows that says who did what, when and why. Each row has the
// hash of the row before, so one that was changed, left out or put elsewhere shows. It holds
// no database: rows come in, findings go out.
//
// A chain shows changes by whoever does not make it anew from there on. Against that, its
// head is noted elsewhere from time to time: [Head].
package audit
