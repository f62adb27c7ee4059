package kit

import (
	"regexp"
	"strings"
)

// Typeset gives a plain sentence its minus signs and unbroken percentages.
func Typeset(s string) string {
	return strings.ReplaceAll(minusSign.ReplaceAllString(s, "$1−$2"), " %", "\u00a0%")
}

// minusSign finds a hyphen that stands for a minus.
var minusSign = regexp.MustCompile(`(^|[ (])-([0-9])`)

// Named is the name of data, or words for none.
func Named(data string) string {
	if data == "" {
		return "unnamed data"
	}
	return data
}

// Listed joins names as people say it: "a", "a and b", "a, b and c". word stands
// between two names alone.
func Listed(names []string, word string) string {
	switch n := len(names); n {
	case 0:
		return ""
	case 1:
		return names[0]
	case 2:
		return names[0] + " " + word + " " + names[1]
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}

// Capital writes the first letter large.
func Capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
