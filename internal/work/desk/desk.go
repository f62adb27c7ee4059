// Package desk is where work is done: what it may know of its surroundings, who hears
// of it on the way, and how long its parts took. A command line has one for each command,
// a server for each request.
package desk

import (
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/output/s3"
	"mekiki/internal/report/kit"
)

// Desk is the place of one piece of work. Program, Machine and Command stand in reports.
type Desk struct {
	Sink
	// Program is the version, Machine one line about the computer, Command what asked for
	// the work, as a user may repeat it.
	Program, Machine, Command string
	// Lang is the language of pages and of figures.
	Lang lang.Language
	// Job is what the command line calls the work, such as train.
	Job string
	// Data is the folder where pictures are looked for if none is named, Cache the one
	// where fetched ones are kept; "" for none.
	Data, Cache string
	// Bucket are the keys of an object store that stand in the environment; zero for none.
	Bucket s3.Credentials

	timings []kit.Timing
	since   time.Time
}

// New is a desk whose first part begins now.
func New(s Sink) *Desk { return &Desk{Sink: s, since: time.Now()} }

// Lap ends a part of the work and names it.
func (d *Desk) Lap(name string) {
	now := time.Now()
	took := now.Sub(d.since)
	d.timings = append(d.timings, kit.Timing{Name: name, Seconds: took.Seconds()})
	d.since = now
	d.Took(name, took)
}

// Timings are the parts that have ended.
func (d *Desk) Timings() []kit.Timing { return d.timings }

// Quiet is a desk for one of many pieces of work that are done at the same time: what
// it notes would come again with each, and its timings are its own.
func (d *Desk) Quiet() *Desk {
	return &Desk{Sink: Silent{}, Program: d.Program, Machine: d.Machine, Command: d.Command, Lang: d.Lang, Job: d.Job, Data: d.Data, Cache: d.Cache, Bucket: d.Bucket, since: time.Now()}
}
