package lang

import (
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// entry is a text and its translation.
type entry struct {
	id, text string
}

// read reads a catalogue in the PO format of gettext, without its header.
func read(in fs.FS, name string) ([]entry, error) {
	b, err := fs.ReadFile(in, name)
	if err != nil {
		return nil, err
	}
	out, err := parsePO(string(b))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path.Base(name), err)
	}
	return out, nil
}

// parsePO reads what catalogues use of PO: remarks, msgid and msgstr, each a string or
// several, one a line, that are joined. The entry whose msgid is empty is the header for
// tools of translators. Plurals and contexts are refused: keys are whole sentences, and
// Japanese has no plural.
func parsePO(text string) ([]entry, error) {
	var out []entry
	var to *string // where a further string goes
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\r\n")
		quoted := line
		switch {
		case line == "" || line[0] == '#':
			continue
		case strings.HasPrefix(line, "msgid "):
			if len(out) > 0 && to == &out[len(out)-1].id {
				return nil, fmt.Errorf("line %d: the msgid before has no msgstr", n)
			}
			out = append(out, entry{})
			to, quoted = &out[len(out)-1].id, line[len("msgid "):]
		case strings.HasPrefix(line, "msgstr "):
			if len(out) == 0 || to != &out[len(out)-1].id {
				return nil, fmt.Errorf("line %d: a msgstr without its msgid", n)
			}
			to, quoted = &out[len(out)-1].text, line[len("msgstr "):]
		case line[0] != '"' || to == nil:
			return nil, fmt.Errorf("line %d: neither msgid, msgstr nor a further string of one: %.40s", n, line)
		}
		part, err := strconv.Unquote(quoted)
		if err != nil || quoted[0] != '"' {
			return nil, fmt.Errorf("line %d: no string in quotation marks: %.40s", n, quoted)
		}
		*to += part
	}
	if len(out) > 0 && to == &out[len(out)-1].id {
		return nil, fmt.Errorf("line %d: the last msgid has no msgstr", n)
	}
	if len(out) > 0 && out[0].id == "" {
		out = out[1:]
	}
	return out, nil
}
