package nn

import (
	"fmt"
	"strconv"
)

// dropoutLayer drops values at a Rate in training; see dropoutOp.
type dropoutLayer struct{ plainKind }

func (dropoutLayer) kind() Kind { return Dropout }

func (dropoutLayer) read(_ *archParser, l *Layer, words []string, _ int) ([]string, error) {
	if len(words) == 0 {
		return nil, fmt.Errorf("dropout needs its rate, such as dropout 0.3")
	}
	var err error
	l.Rate, err = strconv.ParseFloat(words[0], 64)
	if err != nil || !(l.Rate >= 0 && float32(l.Rate) < 1) {
		return words, fmt.Errorf("dropout takes a rate of 0 up to 1 without 1, in float32, not %.40q", words[0])
	}
	return words[1:], nil
}

func (dropoutLayer) write(l Layer) string { return " " + strconv.FormatFloat(l.Rate, 'g', -1, 64) }

func (dropoutLayer) build(b *builder, l Layer, v int, at place) (int, bool) {
	o := &dropoutOp{in: v, out: b.value(at.in), rate: float32(l.Rate), place: len(b.ops)}
	b.op(o)
	return o.out, false
}
