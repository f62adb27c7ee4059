package formula

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"

	"mekiki/internal/lang"
	"mekiki/internal/suggest"
)

// maxFormula is the longest formula in bytes, and maxRegisters bounds what it
// may compute, so that a triplet is evaluated without allocation.
const (
	maxFormula   = 4096
	maxRegisters = 256
)

// Error is a mistake in a formula, with the place where it is.
type Error struct {
	Formula string
	// Column counts characters from 1; 0 if the mistake has no place.
	Column  int
	Message lang.Message
}

// Error is the message, the formula, and a mark under the place.
func (e *Error) Error() string { return e.In(lang.English) }

// In is Error in a language.
func (e *Error) In(l lang.Language) string {
	if e.Column == 0 {
		return l.Say(e.Message)
	}
	return l.Text("%s (column %d)\n  %s\n  %s^", e.Message, e.Column, oneLine(e.Formula), strings.Repeat(" ", e.Column-1))
}

// oneLine keeps the columns of a formula that was written over several lines.
func oneLine(s string) string { return strings.NewReplacer("\n", " ", "\t", " ", "\r", " ").Replace(s) }

// lengthMark replaces the bars of |a|, which the parser would take for its pipe
// operator. It keeps every column where it was.
const lengthMark = '$'

// bars turns |a| into $a$, and back with written.
func bars(text string) string {
	b := []byte(text)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '|' && b[i+2] == '|' && strings.IndexByte("apnxy", b[i+1]) >= 0 {
			b[i], b[i+2] = lengthMark, lengthMark
			i += 2
		}
	}
	return string(b)
}

func written(name string) string { return strings.ReplaceAll(name, string(lengthMark), "|") }

// parseFormula reads the text; what it means is checked by Read.
func parseFormula(text string) (ast.Node, error) {
	switch {
	case strings.TrimSpace(text) == "":
		return nil, &Error{Message: lang.T("the formula is empty; write one such as relu(cos_ap - cos_an + 0.4)")}
	case len(text) > maxFormula:
		return nil, &Error{Message: lang.T("the formula has %d bytes, at most %d can be read", len(text), maxFormula)}
	case !utf8.ValidString(text):
		return nil, &Error{Message: lang.T("the formula is not valid UTF-8 text")}
	}
	at := func(i int) int { return utf8.RuneCountInString(text[:i]) + 1 }
	if i := strings.IndexByte(text, lengthMark); i >= 0 {
		return nil, &Error{text, at(i), lang.T("a formula has no $")}
	}
	replaced := bars(text)
	if i := strings.IndexByte(replaced, '|'); i >= 0 {
		return nil, &Error{text, at(i), lang.T("bars stand around one picture only: |a|, |p|, |n|")}
	}
	tree, err := parser.Parse(oneLine(replaced))
	if err == nil {
		return tree.Node, nil
	}
	var e *file.Error
	if !errors.As(err, &e) {
		return nil, &Error{Formula: text, Message: lang.T("%s", err.Error())}
	}
	message := lang.T("%s", written(e.Message))
	switch opened := strings.Count(text, "(") - strings.Count(text, ")"); {
	case opened > 0:
		message = lang.T("%d bracket(s) are opened and not closed", opened)
	case opened < 0:
		message = lang.T("%d bracket(s) are closed and were not opened", -opened)
	case strings.Contains(e.Message, "EOF"):
		message = lang.T("the formula ends too early; after the last ; stands the loss itself")
	default:
		if token, ok := strings.CutPrefix(e.Message, "unexpected token "); ok {
			message = lang.T("unexpected token %s", written(token))
		}
	}
	return nil, &Error{text, e.Column + 1, message}
}

// unknownName is the error for a name that a formula may not use.
func (b *builder) unknownName(n ast.Node, name string) error {
	shown := written(name)
	if near, ok := suggest.Nearest(shown, b.knownNames()); ok {
		return b.errorAt(n, "unknown name %s; did you mean %s?", shown, near)
	}
	return b.errorAt(n, "unknown name %s; a formula knows %s and the names of its lets", shown, strings.Join(b.examples(), ", "))
}

// errorAt is a mistake at a node of the text.
func (b *builder) errorAt(n ast.Node, format string, args ...any) error {
	return &Error{b.text, n.Location().From + 1, lang.T(format, args...)}
}

// examples names a few variables; all of them would not help a reader.
func (b *builder) examples() []string {
	if b.ofNoTriplet() {
		_, alone := b.shorts()
		return alone
	}
	return []string{"cos_ap", "cos_an", "euc_ap", "euc_an", "|a|"}
}

// knownNames are all names that could stand in an expression.
func (b *builder) knownNames() []string {
	var out []string
	stems, alone := b.shorts()
	out = append(out, alone...)
	for _, l := range b.lets {
		out = append(out, l.name)
		if l.pair {
			stems = append(stems, l.name)
		}
	}
	for _, s := range stems {
		for _, p := range pairNames {
			out = append(out, s+"_"+p)
		}
	}
	if !b.ofNoTriplet() {
		out = append(out, "|a|", "|p|", "|n|")
	}
	return append(out, Functions()...)
}
