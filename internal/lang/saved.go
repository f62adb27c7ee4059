package lang

import (
	"regexp"
	"strings"
)

// Saved is the message of an English text that a file holds, such as a warning in a model
// file: only the words were saved. In Japanese the format is looked for that the text was
// made by, one with words; a text of none is said as it is.
func Saved(text string) Message {
	if text == "" {
		return Message{}
	}
	return Message{"%s", []any{saved(text)}}
}

// saved is a text that was said in English.
type saved string

// In says the text again in a language.
func (s saved) In(l Language) string {
	if l == Japanese {
		return again(string(s))
	}
	return l.mark(string(s), string(s))
}

// fewest is the length of a format's own text below which it may be a part of too many
// texts that it did not make, such as "%s of %s".
const fewest = 8

// again translates an English text that was made by a format of the catalogue: of several
// that fit, by the one with the most letters of its own. Where none fits, the sentence
// before a point, or a text behind a name and a colon, may have one.
func again(text string) string {
	if said, ok := fitted(text); ok {
		return said
	}
	if rest, ok := strings.CutSuffix(text, "."); ok {
		if said := again(rest); said != rest {
			return said + "。"
		}
	}
	if name, rest, ok := strings.Cut(text, ": "); ok {
		if said := again(rest); said != rest {
			return again(name) + "：" + said
		}
	}
	return text
}

// fitted translates a text by one format; ok says whether there is one.
func fitted(text string) (out string, ok bool) {
	best := 0
	for format, ja := range japanese() {
		own, size := literals(format)
		if size <= best || size < fewest && len(own) > 1 && strings.Contains(format, "%s") || !contains(text, own) || !hasWords(format) {
			continue
		}
		if said, ok := remade(text, format, own, ja); ok {
			best, out = size, said
		}
	}
	return out, best > 0
}

// literals are the parts of a format around its verbs, as they read in a text, and their
// length together.
func literals(format string) (parts []string, size int) {
	var b strings.Builder
	at := 0
	for _, v := range verbs(format) {
		b.WriteString(format[at:v.start])
		if at = v.end; v.arg < 0 {
			b.WriteByte('%')
			continue
		}
		parts = append(parts, b.String())
		size += b.Len()
		b.Reset()
	}
	b.WriteString(format[at:])
	return append(parts, b.String()), size + b.Len()
}

// contains says whether the parts stand in text one after the other, from its beginning
// to its end.
func contains(text string, parts []string) bool {
	if !strings.HasPrefix(text, parts[0]) || !strings.HasSuffix(text, parts[len(parts)-1]) {
		return false
	}
	for _, p := range parts {
		_, after, ok := strings.Cut(text, p)
		if !ok {
			return false
		}
		text = after
	}
	return true
}

// remade says text by the translation ja of format, if it was made by that; own are the
// format's literals.
func remade(text, format string, own []string, ja string) (string, bool) {
	var pattern strings.Builder
	pattern.WriteString(`(?s)\A` + regexp.QuoteMeta(own[0]))
	var uses []verb
	for _, v := range verbs(format) {
		if v.arg >= 0 {
			uses = append(uses, v)
			pattern.WriteString(value(v.spec) + regexp.QuoteMeta(own[len(uses)]))
		}
	}
	found := regexp.MustCompile(pattern.String() + `\z`).FindStringSubmatch(text)
	if found == nil {
		return "", false
	}
	args := map[int]string{}
	for i, v := range uses {
		args[v.arg] = found[i+1]
		if strings.Contains(found[i+1], " ") { // a single word may be a name of the user's
			args[v.arg] = again(found[i+1])
		}
	}
	var b strings.Builder
	at := 0
	for _, v := range verbs(ja) {
		b.WriteString(ja[at:v.start])
		if at = v.end; v.arg < 0 {
			b.WriteByte('%')
		}
		b.WriteString(args[v.arg])
	}
	b.WriteString(ja[at:])
	return b.String(), true
}

// value is the pattern of what a verb writes.
func value(spec string) string {
	switch spec[len(spec)-1] {
	case 'd':
		return `( *[+-]?[0-9]+ *)`
	case 'f', 'e', 'g':
		return `( *[+-]?(?:[0-9][0-9.e+-]*|Inf|NaN) *)`
	case 'q':
		return `("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)+')`
	}
	return `(.*?)`
}
