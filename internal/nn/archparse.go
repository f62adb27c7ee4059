package nn

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

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
		return nil, columnError{p.at + 1, errors.New("a ) without its (")}
	}
	return a, nil
}

// columnError is an error with its place in the text, from 1.
type columnError struct {
	column int
	error
}

func (e columnError) Error() string { return fmt.Sprintf("column %d: %v", e.column, e.error) }

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
		return nil, columnError{p.at + 1, fmt.Errorf("residual blocks lie more than %d deep", maxDepth)}
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
			return nil, columnError{start + 1, errors.New("a layer is missing; write for example \"dense 128\"")}
		}
		l, err := p.layer(words, depth)
		if inside := (columnError{}); errors.As(err, &inside) {
			return nil, err
		}
		if err != nil {
			return nil, columnError{start + 1, err}
		}
		if p.layers++; p.layers > maxLayers {
			return nil, columnError{start + 1, fmt.Errorf("more than %d layers", maxLayers)}
		}
		a = append(a, l)
		p.space()
		if p.at == len(p.text) || p.text[p.at] == ')' {
			return a, nil
		}
		if p.text[p.at] != ';' {
			return nil, columnError{p.at + 1, fmt.Errorf("expected ; before %.20q", p.text[p.at:])}
		}
		p.at++
	}
}

// kinds are all kinds of layer.
var kinds = []string{"conv", "dense", "norm", "relu", "dropout", "maxpool", "avgpool", "gap", "gmp", "residual"}

// layer reads one layer from its words, and the body of a residual block.
func (p *archParser) layer(words []string, depth int) (Layer, error) {
	l, rest := Layer{Kind: Kind(strings.ToLower(words[0]))}, words[1:]
	if !slices.Contains(kinds, string(l.Kind)) {
		if near, ok := suggest.Nearest(words[0], kinds); ok {
			return l, fmt.Errorf("unknown layer %.40q; did you mean %q?", words[0], near)
		}
		return l, fmt.Errorf("unknown layer %.40q; there are %s", words[0], strings.Join(kinds, ", "))
	}
	open := p.at < len(p.text) && p.text[p.at] == '('
	if open != (l.Kind == Residual) {
		if open {
			return l, fmt.Errorf("only residual takes brackets, not %s", l.Kind)
		}
		return l, fmt.Errorf("residual takes its layers in brackets, such as residual(conv 32; norm)")
	}
	var err error
	switch l.Kind {
	case Conv:
		l.Size, l.Stride = 3, 1
		l.Out, rest, err = number(l, rest, "channels", 1, maxOut)
		for size, stride := false, false; len(rest) > 0 && err == nil; {
			given := &size
			if strings.HasPrefix(rest[0], "/") {
				given = &stride
			}
			if *given {
				return l, fmt.Errorf("conv takes one size and one stride, and %.40q is a second one", rest[0])
			}
			*given = true
			rest, err = l.window(rest)
		}
	case Dense:
		l.Out, rest, err = number(l, rest, "values", 1, maxOut)
	case MaxPool, AvgPool:
		l.Size = 2
		if len(rest) > 0 {
			l.Size, rest, err = number(l, rest, "the side of the window", 2, maxWindow)
		}
	case Dropout:
		if len(rest) == 0 {
			return l, fmt.Errorf("dropout needs its rate, such as dropout 0.3")
		}
		l.Rate, err = strconv.ParseFloat(rest[0], 64)
		if err != nil || !(l.Rate >= 0 && float32(l.Rate) < 1) {
			return l, fmt.Errorf("dropout takes a rate of 0 up to 1 without 1, in float32, not %.40q", rest[0])
		}
		rest = rest[1:]
	case Residual:
		p.at++
		if l.Body, err = p.list(depth + 1); err != nil {
			return l, err
		}
		if p.at == len(p.text) {
			return l, fmt.Errorf("the ( of residual is not closed")
		}
		p.at++
	}
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%s does not take %.40q", l.Kind, strings.Join(rest, " "))
	}
	return l, err
}

// window reads the size or the stride of a convolution.
func (l *Layer) window(words []string) ([]string, error) {
	w := words[0]
	if s, ok := strings.CutPrefix(w, "/"); ok {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > maxWindow {
			return nil, fmt.Errorf("conv takes a stride of 1 to %d, such as /2, not %.40q", maxWindow, w)
		}
		l.Stride = n
		return words[1:], nil
	}
	a, b, _ := strings.Cut(w, "x")
	n, err := strconv.Atoi(a)
	if err != nil || a != b || n < 1 || n > maxWindow || n%2 == 0 {
		return nil, fmt.Errorf("conv takes an odd size of 1x1 to %dx%d, not %.40q", maxWindow, maxWindow, w)
	}
	l.Size = n
	return words[1:], nil
}

// number takes a number from the words of a layer.
func number(l Layer, words []string, what string, low, high int) (int, []string, error) {
	if len(words) == 0 {
		return 0, nil, fmt.Errorf("%s needs the number of %s, such as %s 32", l.Kind, what, l.Kind)
	}
	n, err := strconv.Atoi(words[0])
	if err != nil || n < low || n > high {
		return 0, nil, fmt.Errorf("%s takes %s from %d to %d, not %.40q", l.Kind, what, low, high, words[0])
	}
	return n, words[1:], nil
}
