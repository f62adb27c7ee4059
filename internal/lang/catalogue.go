package lang

import (
	"embed"
	"io/fs"
	"iter"
	"maps"
	"path"
	"strings"
	"sync"
)

// files are the catalogues: a PO file a room, and one a sub-room of report.
//
//go:embed ja/*.po
var files embed.FS

// rooms are the Japanese catalogues by room, read when the first text is wanted.
var rooms = sync.OnceValue(func() map[string][]entry {
	names, err := fs.Glob(files, "ja/*.po")
	if err != nil {
		panic(err) // the pattern is ours
	}
	out := map[string][]entry{}
	for _, name := range names {
		entries, err := read(files, name)
		if err != nil {
			panic("lang: " + err.Error()) // the files are ours, and tests read them
		}
		out[strings.TrimSuffix(path.Base(name), ".po")] = entries
	}
	return out
})

// japanese is the whole catalogue.
var japanese = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for _, entries := range rooms() {
		for _, e := range entries {
			all[e.id] = e.text
		}
	}
	return all
})

// Catalogue are the texts of a room, or of another file of the catalogue, with their
// Japanese translations; of "" they are all.
func Catalogue(room string) iter.Seq2[string, string] {
	if room == "" {
		return maps.All(japanese())
	}
	return func(yield func(string, string) bool) {
		for _, e := range rooms()[room] {
			if !yield(e.id, e.text) {
				return
			}
		}
	}
}
