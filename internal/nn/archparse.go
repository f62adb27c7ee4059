package nn

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/suggest"
)

// The bounds of what an architecture may ask for.
const (
	maxLayers = 1000    // layers, those in residual blocks included
	maxDepth  = 20      // residual blocks in one another
	maxOut    = 1 << 16 // channels
	maxWindow = 31      // side of a window
)

// ParseArch reads an architecture; see Arch for how it is written. Errors name
// the layer and what was meant.
func ParseArch(text string) (Arch, error) {
	p := archParser{text: text}
	a, err := p.list(0)
	if err != nil {
		return nil, err
	}
	if p.at < len(text) {
		return nil, columnError{p.at + 1, lang.Errorf("a ) without its (")}
	}
	return a, nil
}

// columnError is an error with its place in the text, from 1.
type columnError struct {
	column int
	error
}

func (e columnError) Error() string { return e.In(lang.English) }

// In is Error in a language.
func (e columnError) In(l lang.Language) string { return l.Text("column %d: %s", e.column, e.error) }

type archParser struct {
	text   string
	at     int
	layers int
}

// space skips what stands between words.
func (p *archParser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

// list reads layers up to the end of the text or the bracket that closes them.
func (p *archParser) list(depth int) (Arch, error) {
	if depth > maxDepth {
		return nil, columnError{p.at + 1, lang.Errorf("residual blocks lie more than %d deep", maxDepth)}
	}
	var a Arch
	for {
		p.space()
		start := p.at
		for p.at < len(p.text) && !strings.ContainsRune("();", rune(p.text[p.at])) {
			p.at++
		}
		words := strings.Fields(p.text[start:p.at])
		if len(words) == 0 {
			return nil, columnError{start + 1, lang.Errorf("a layer is missing; write for example \"dense 128\"")}
		}
		l, err := p.layer(words, depth)
		if inside := (columnError{}); errors.As(err, &inside) {
			return nil, err
		}
		if err != nil {
			return nil, columnError{start + 1, err}
		}
		if p.layers++; p.layers > maxLayers {
			return nil, columnError{start + 1, lang.Errorf("more than %d layers", maxLayers)}
		}
		a = append(a, l)
		p.space()
		if p.at == len(p.text) || p.text[p.at] == ')' {
			return a, nil
		}
		if p.text[p.at] != ';' {
			return nil, columnError{p.at + 1, lang.Errorf("expected ; before %.20q", p.text[p.at:])}
		}
		p.at++
	}
}

// kindWords are the words of all kinds of layer that are written.
func kindWords() []string {
	var words []string
	for _, k := range layerKinds {
		if k.kind() != Tail {
			words = append(words, string(k.kind()))
		}
	}
	return words
}

// layer reads one layer from its words, and the body of a residual block.
func (p *archParser) layer(words []string, depth int) (Layer, error) {
	l, rest := Layer{Kind: Kind(strings.ToLower(words[0]))}, words[1:]
	if kinds := kindWords(); !slices.Contains(kinds, string(l.Kind)) {
		if near, ok := suggest.Nearest(words[0], kinds); ok {
			return l, lang.Errorf("unknown layer %.40q; did you mean %q?", words[0], near)
		}
		return l, lang.Errorf("unknown layer %.40q; there are %s", words[0], strings.Join(kinds, ", "))
	}
	open := p.at < len(p.text) && p.text[p.at] == '('
	if open != (l.Kind == Residual) {
		if open {
			return l, lang.Errorf("only residual takes brackets, not %s", l.Kind)
		}
		return l, lang.Errorf("residual takes its layers in brackets, such as residual(conv 32; norm)")
	}
	rest, err := l.is().read(p, &l, rest, depth)
	if err == nil && len(rest) > 0 {
		err = lang.Errorf("%s does not take %.40q", l.Kind, strings.Join(rest, " "))
	}
	return l, err
}

// number takes a number from the words of a layer.
func number(l Layer, words []string, what lang.Message, low, high int) (int, []string, error) {
	if len(words) == 0 {
		return 0, nil, lang.Errorf("%s needs the number of %s, such as %s 32", l.Kind, what, l.Kind)
	}
	n, err := strconv.Atoi(words[0])
	if err != nil || n < low || n > high {
		return 0, nil, lang.Errorf("%s takes %s from %d to %d, not %.40q", l.Kind, what, low, high, words[0])
	}
	return n, words[1:], nil
}
