package desk

import (
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/study"
	"mekiki/internal/train"
)

// Sink hears what happens while work is done. Silent is one that does not listen.
type Sink interface {
	// Note is told what a user should know, in a sentence: format and args as for
	// fmt.Sprintf, so that the sentence can be said in another language.
	Note(format string, args ...any)
	// Took is told that a part of the work has ended.
	Took(part string, took time.Duration)
	// Training gives who follows one training, Study who follows the runs of a study;
	// reuse says whether runs that were done before, or go on, are worth a word.
	Training() func(train.Event)
	Study(reuse bool) func(study.Event)
	// Count gives who follows how many of things are done; end is called once at the end.
	Count(what lang.Message) (progress func(done, of int), end func())
}

// Silent does not listen.
type Silent struct{}

// Note says nothing.
func (Silent) Note(string, ...any) {}

// Took says nothing.
func (Silent) Took(string, time.Duration) {}

// Training says nothing.
func (Silent) Training() func(train.Event) { return func(train.Event) {} }

// Study says nothing.
func (Silent) Study(bool) func(study.Event) { return func(study.Event) {} }

// Count says nothing.
func (Silent) Count(lang.Message) (progress func(done, of int), end func()) {
	return func(int, int) {}, func() {}
}
