// Package spc has control charts: limits from a base line, and rules that say when a process is
// not what it was then. Values become scores in standard deviations, so that the same rules
// serve shares and measured values. Groups are taken to be independent of one another.
package spc
