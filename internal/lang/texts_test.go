package lang

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// ownFiles reads the catalogue itself: only who edits that sees its errors.
const ownFiles = "internal/lang/po.go"

// unscanned are catalogues of texts that no room says by a call: the help of commands, which
// cli's tests compare with the tree of commands, and errors of the system and of Go.
var unscanned = []string{"help", "foreign"}

// todo names a room or a file of a room: the test prints what it lacks, as entries of its
// catalogue to fill in, and what of it cannot be translated yet.
//
//	TODO=internal/study go test ./internal/lang -run TestCatalogue -v
const todo = "TODO"

// lateIndex finds %[1].2f, which must be %.2[1]f.
var lateIndex = regexp.MustCompile(`%[-+# 0]*\[[0-9]+\][0-9.]`)

// room is the catalogue of a file: that of its room, or of a sub-room of report, each of
// which has pages of its own, or of inspect.
func room(file string) string {
	parts := strings.Split(file, "/")
	if (parts[1] == "report" || parts[1] == "inspect") && len(parts) > 3 {
		return parts[1] + "-" + parts[2]
	}
	return parts[1]
}

// TestCatalogue holds the catalogue to what the rooms say: each text of a room is
// in the catalogue of that room, and each entry is said there.
func TestCatalogue(t *testing.T) {
	said, faults := scan(t, os.DirFS("../.."))
	bySource := map[string]map[string]bool{} // room, text
	for _, s := range said {
		if bySource[room(s.file)] == nil {
			bySource[room(s.file)] = map[string]bool{}
		}
		bySource[room(s.file)][s.text] = true
	}
	has := map[string]map[string]bool{}
	for name, entries := range rooms() {
		has[name] = map[string]bool{}
		for _, e := range entries {
			if has[name][e.id] {
				t.Errorf("ja/%s.po has %q twice", name, e.id)
			}
			has[name][e.id] = true
			if !slices.Contains(unscanned, name) && !bySource[name][e.id] {
				t.Errorf("ja/%s.po: its room does not say %q any more", name, e.id)
			}
		}
	}
	lacks := map[string][]string{} // place, by text
	for _, s := range said {
		if hasWords(s.text) && !has[room(s.file)][s.text] {
			lacks[s.text] = append(lacks[s.text], s.place())
			t.Errorf("%s says %q, which ja/%s.po lacks", s.place(), s.text, room(s.file))
		}
	}
	for _, f := range faults {
		if f.file != ownFiles {
			t.Errorf("%s: %s", f.place(), f.text)
		}
	}
	wanted := os.Getenv(todo)
	if wanted == "" {
		return
	}
	under := func(place string) bool { return strings.HasPrefix(place, wanted) }
	for _, text := range slices.Sorted(maps.Keys(lacks)) {
		if i := slices.IndexFunc(lacks[text], under); i >= 0 {
			fmt.Printf("\n#: %s\nmsgid %s\nmsgstr \"\"\n", lacks[text][i], quotePO(text))
		}
	}
	for _, f := range faults {
		if under(f.file) {
			fmt.Printf("# %s: %s\n", f.place(), f.text)
		}
	}
}

// TestTranslations: each entry is filled in, uses its arguments with the same verbs, and is
// the only translation of its text.
func TestTranslations(t *testing.T) {
	all := map[string]string{}
	for name, entries := range rooms() {
		for _, e := range entries {
			if strings.TrimSpace(e.id) == "" || strings.TrimSpace(e.text) == "" {
				t.Errorf("ja/%s.po: an entry is not filled in: %+v", name, e)
			}
			if other, ok := all[e.id]; ok && other != e.text {
				t.Errorf("ja/%s.po: %q is %q here, and %q elsewhere", name, e.id, e.text, other)
			}
			all[e.id] = e.text
			if name == "help" || name == "foreign" {
				continue // no formats
			}
			if lateIndex.MatchString(e.text) {
				t.Errorf("ja/%s.po: in %q a width or precision stands behind an index, which package fmt refuses; write %%.2[1]f", name, e.text)
			}
			if a, b := signature(e.id), signature(e.text); !slices.Equal(a, b) {
				t.Errorf("ja/%s.po: %q uses %v, its translation %v", name, e.id, a, b)
			}
			for _, s := range []string{"\n", "\t", " "} { // what stands at the ends joins what is printed around
				if strings.HasPrefix(e.id, s) != strings.HasPrefix(e.text, s) || strings.HasSuffix(e.id, s) != strings.HasSuffix(e.text, s) {
					t.Errorf("ja/%s.po: %q begins or ends with %q, its translation %q differs", name, e.id, s, e.text)
				}
			}
			if strings.Count(e.id, "\t") != strings.Count(e.text, "\t") {
				t.Errorf("ja/%s.po: %q has other cells than its translation", name, e.id)
			}
		}
	}
}

// quotePO writes a string as PO has it: of several lines, each in a string of its own.
func quotePO(s string) string {
	quote := func(s string) string {
		return `"` + strings.NewReplacer("\\", "\\\\", `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(s) + `"`
	}
	if !strings.Contains(strings.TrimSuffix(s, "\n"), "\n") {
		return quote(s)
	}
	out := `""`
	for line := range strings.Lines(s) {
		out += "\n" + quote(line)
	}
	return out
}
