package kit

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mekiki/internal/lang"
)

// Typeset gives a plain sentence its minus signs and unbroken percentages.
func Typeset(s string) string {
	return strings.ReplaceAll(minusSign.ReplaceAllString(s, "$1−$2"), " %", "\u00a0%")
}

// minusSign finds a hyphen that stands for a minus.
var minusSign = regexp.MustCompile(`(^|[ (])-([0-9])`)

// Named is the name of data, or words for none.
func Named(data string) lang.Message {
	if data == "" {
		return lang.T("unnamed data")
	}
	return lang.T("%s", data)
}

// List joins its parts as people say it: "a", "a and b", "a, b and c".
type List []lang.Message

// In says the list in a language.
func (s List) In(l lang.Language) string {
	n := len(s)
	if n < 2 || l == lang.Japanese {
		return lang.List(s).In(l)
	}
	return lang.List(s[:n-1]).In(l) + " and " + l.Say(s[n-1])
}

// String is the list in English.
func (s List) String() string { return s.In(lang.English) }

// Sentences say one sentence after the other; zero ones are left out.
func Sentences(all ...lang.Message) lang.Message {
	return lang.Sentences(slices.DeleteFunc(slices.Clone(all), lang.Message.IsZero)).Message()
}

// Capital is a message with its first letter large.
func Capital(m lang.Message) lang.Message { return lang.T("%s", capital{m}) }

type capital struct{ lang.Message }

// In says the message in a language.
func (c capital) In(l lang.Language) string {
	s := l.Say(c.Message)
	first, size := utf8.DecodeRuneInString(s)
	if first == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}
