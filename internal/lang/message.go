package lang

import (
	"fmt"
	"strings"
)

// Localized is a value that says itself in a language, as an argument of a text or
// alone. An error that is Localized says all of itself, with what it wraps.
type Localized interface {
	In(l Language) string
}

// Message is a text with its arguments, not yet said. The zero value says nothing. In
// JSON it is its English text, and read from there it is [Saved]. With omitzero it is left
// out where it is zero.
type Message struct {
	format string
	args   []any
}

// T is the message of a format and its arguments, as for fmt.Sprintf.
func T(format string, args ...any) Message {
	if false {
		_ = fmt.Sprintf(format, args...) // so that go vet checks the calls
	}
	return Message{format, args}
}

// Plural is the message that fits the count n: one where n is 1, else many, which gets n
// and then args. one gets args alone: Plural(n, "1 picture of %s", "%d pictures of %s",
// name). Japanese has no plural, and translates both.
func Plural(n int, one, many string, args ...any) Message {
	if n == 1 {
		return Message{one, args}
	}
	return Message{many, append([]any{n}, args...)}
}

// In says the message in a language.
func (m Message) In(l Language) string { return l.Text(m.format, m.args...) }

// String is the message in English.
func (m Message) String() string { return m.In(English) }

// IsZero says whether nothing is said.
func (m Message) IsZero() bool { return m.format == "" }

// Equal says whether two messages read alike in English.
func (m Message) Equal(o Message) bool { return m.String() == o.String() }

// MarshalText gives the English text.
func (m Message) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText takes a text that a file holds, see [Saved].
func (m *Message) UnmarshalText(b []byte) error {
	*m = Saved(string(b))
	return nil
}

// List says its parts one after the other, with the language's comma between them.
type List []Message

// In says the list in a language.
func (s List) In(l Language) string {
	parts := make([]string, len(s))
	for i, m := range s {
		parts[i] = m.In(l)
	}
	if l == Japanese {
		return strings.Join(parts, "、")
	}
	return strings.Join(parts, ", ")
}

// String is the list in English.
func (s List) String() string { return s.In(English) }

// All says its parts as people count them: "a", "a and b", "a and b and c"; in Japanese with
// と between them. It is no text of the catalogue, where it would fit too many saved ones.
type All []Message

// In says the parts in a language.
func (s All) In(l Language) string {
	parts := make([]string, len(s))
	for i, m := range s {
		parts[i] = m.In(l)
	}
	if l == Japanese {
		return strings.Join(parts, " と ")
	}
	return strings.Join(parts, " and ")
}

// String is it in English.
func (s All) String() string { return s.In(English) }

// Sentences are whole sentences, one after the other: in English with a space between
// them, in Japanese without.
type Sentences []Message

// In says the sentences in a language.
func (s Sentences) In(l Language) string {
	parts := make([]string, len(s))
	for i, m := range s {
		parts[i] = m.In(l)
	}
	if l == Japanese {
		return strings.Join(parts, "")
	}
	return strings.Join(parts, " ")
}

// String are the sentences in English.
func (s Sentences) String() string { return s.In(English) }

// Message is the sentences as one message.
func (s Sentences) Message() Message {
	if len(s) == 0 {
		return Message{}
	}
	return T("%s", s)
}
