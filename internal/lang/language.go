package lang

import (
	"fmt"
	"strings"
)

// Language is one that the program speaks. The zero value is English.
type Language uint8

// The languages. Pseudo is for tests: English, each text between ⟦ and ⟧.
const (
	English Language = iota
	Japanese
	Pseudo
)

// Code is the language's code in ISO 639, as HTML wants it.
func (l Language) Code() string {
	if l == Japanese {
		return "ja"
	}
	return "en"
}

// Codes are those that [Parse] takes.
func Codes() []string { return []string{"en", "ja"} }

// Parse gives the language of a code, in English an error for another one.
func Parse(code string) (Language, error) {
	switch code {
	case "en":
		return English, nil
	case "ja":
		return Japanese, nil
	}
	return English, Errorf("no language %q; there are %s", code, strings.Join(Codes(), " and "))
}

// FromEnvironment is the language that the locale of POSIX asks for: the first of LC_ALL,
// LC_MESSAGES and LANG that says something. All but Japanese get English.
func FromEnvironment(getenv func(string) string) Language {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		locale := strings.ToLower(getenv(name))
		if locale == "" {
			continue
		}
		code, _, _ := strings.Cut(locale, ".") // ja_JP.UTF-8
		code, _, _ = strings.Cut(code, "@")
		code, _, _ = strings.Cut(code, "_")
		if code == "ja" || code == "japanese" {
			return Japanese
		}
		return English
	}
	return English
}

// Text says a format with its arguments. Arguments that are [Localized], or errors, are
// said in the same language. A text that the catalogue lacks is said in English.
func (l Language) Text(format string, args ...any) string {
	if false {
		_ = fmt.Sprintf(format, args...) // so that go vet checks the calls
	}
	said := make([]any, len(args))
	for i, a := range args {
		said[i] = l.argument(a)
	}
	return l.mark(format, fmt.Sprintf(withoutWrap(l.Word(format)), said...))
}

// argument is what an argument of a text becomes.
func (l Language) argument(a any) any {
	switch a := a.(type) {
	case Localized:
		return a.In(l)
	case error:
		return l.Error(a)
	}
	return a
}

// Word says a text that is no format: a title, the help of a flag. Its signs % stand for
// themselves.
func (l Language) Word(text string) string {
	if l != Japanese {
		return text
	}
	if ja, ok := japanese()[text]; ok {
		return ja
	}
	return text
}

// Say says a message.
func (l Language) Say(m Message) string { return m.In(l) }

// mark puts what a format has become between marks, where the language wants them and
// the format has words.
func (l Language) mark(format, text string) string {
	if l == Pseudo && hasWords(format) {
		return "⟦" + text + "⟧"
	}
	return text
}
