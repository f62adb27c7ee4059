// Package lang says what the program tells people in their language: English, or Japanese
// by a catalogue.
//
// As in gettext, the key of a text is its English format, which stands where the text
// is said; a catalogue (ja/ROOM.po, one file a room) has the translation, with the same
// verbs. What only programs read (JSON, CSV, names of fields and files) is always English.
//
// # How a room says something
//
//	return lang.Errorf("the margin is %v; it must be above 0: %w", m, err)
//	note := lang.T("%d pictures of %s are left out", n, name) // a Message
//	a.note("evaluating on %d test pictures", n)               // cli: in the user's language
//	fmt.Fprintln(w, l.Text("evaluating on %d test pictures", n))
//	title := l.Say(lang.T("Distances"))
//
// An error of [Errorf] is in English for programs, logs and tests; only who tells it to a
// user asks [Language.Error] for their language. A [Message] is the same for what is no
// error: it reads as English (String, JSON) until [Language.Say] says it.
//
// # A text as a part of another
//
// Never join halves of sentences with +: another language has another order. Say the
// whole sentence once for each case, or give the part as a Message, which is said in the
// language of the whole:
//
//	bound := lang.T("above %v", lo)
//	if below { bound = lang.T("below %v", hi) }
//	return lang.Errorf("--%s must be %v", name, bound)
//
// Names, numbers, paths, flags and what the user typed are plain arguments. Numbers are
// written alike in both languages (1,234; 0.5; 95 %); for dates there are [Date] and
// [Moment]. For counts there is [Plural], which Japanese lets be. A type with more to
// tell has a method In, see [Localized].
//
// A translation may change the order of arguments with indexes: "%[2]s の %[1]d 枚". It must
// use all of them, with the same verbs. A format without words ("%s\t%d") needs no entry.
//
// # A page
//
// A template says its words by the function t of [Language.Funcs]:
//
//	template.New(name).Funcs(l.Funcs())
//	<h2>{{t "Distances"}}</h2> <p>{{t "%d of %d pictures" .N .Of}}</p>
//
// and its root element is <html lang="{{lang}}">. Go-side words of a page are Messages in
// its data, said by {{say .Title}}, or texts that the page's code has asked l for.
//
// # Tests
//
// texts_test.go finds what each room says, in Go files and templates, and compares it with
// the catalogue. A page is checked with [Pseudo], which marks all that went through
// here: words outside of the marks were forgotten.
package lang
