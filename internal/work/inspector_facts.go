package work

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
)

// InspectorFact is one thing that can be said of an inspector: a number, a word of the settings that it was made with, a
// formula, or the first digits of a digest. "" is nothing.
type InspectorFact struct {
	What  string `json:"what"`
	Value string `json:"value"`
}

// facts are collected in the order in which they are said.
type facts []InspectorFact

func (l *facts) say(what, value string) { *l = append(*l, InspectorFact{what, value}) }

func (l *facts) number(what string, value float64) {
	l.say(what, strconv.FormatFloat(value, 'g', -1, 64))
}

// given is number where there is such a thing.
func (l *facts) given(what string, is bool, value float64) {
	if !is {
		l.say(what, "")
		return
	}
	l.number(what, value)
}

// factsOf are the same things of each inspector, in the same order.
func factsOf(n *inspect.Inspector) []InspectorFact {
	var l facts
	l.number("good", float64(len(n.Good)))
	l.number("bad", float64(len(n.Bad)))
	l.thresholds(n)
	l.number("vectors", float64(n.Gallery.N))
	l.say("gallery", digest(n.Gallery.X))
	l.number("radius", n.Radius)
	l.say("distance", n.Formula())
	l.number("scales", float64(n.Scales()))
	l.half(n.Coarse)
	l.head(n.Head, n.Settings.Loss)
	l.sight(n)
	l.guard(n.Guard)
	return l
}

// thresholds says where REVIEW and NG begin, and what sets that.
func (l *facts) thresholds(n *inspect.Inspector) {
	l.number("low", n.Thresholds.Low)
	l.number("high", n.Thresholds.High)
	r, escape := n.Rule, 0.0
	if r.Escape != nil {
		escape = r.Escape.Rate
	}
	l.say("rule", ruleName(r, n.Caught != nil))
	l.given("overkill", r.Fixed == nil && r.Costs == nil, r.Overkill.Rate)
	l.given("escape", r.Escape != nil, escape)
}

// half says what is known of pictures at half their size.
func (l *facts) half(c *inspect.Coarse) {
	vectors, distance := "", ""
	if c == nil {
		c = &inspect.Coarse{}
	} else {
		vectors, distance = digest(c.Gallery.X), c.Mix.String()
	}
	l.say("half-gallery", vectors)
	l.say("half-distance", distance)
	l.given("half-radius", c.Gallery != nil, c.Radius)
	l.given("half-whole", c.Gallery != nil, c.Fine)
	l.given("half-own", c.Gallery != nil, c.Own)
}

// head says what was learned from bad parts.
func (l *facts) head(h *inspect.Head, trained string) {
	weights, distance := "", ""
	if h == nil {
		h, trained = &inspect.Head{}, ""
	} else {
		weights, distance = digest(h.Net.Weights()), h.Mix.String()
	}
	l.say("head", weights)
	l.say("head-distance", distance)
	l.say("head-loss", trained)
	l.given("head-frozen", h.Net != nil, h.Frozen)
	l.given("head-own", h.Net != nil, h.Own)
}

// sight says what looks, and how.
func (l *facts) sight(n *inspect.Inspector) {
	l.say("eye", n.Eye.Name)
	l.say("eye-file", n.Eye.Hash[:min(shortDigest, len(n.Eye.Hash))])
	made := ""
	if n.SelfTaught != nil {
		made = string(n.SelfTaught.Making)
	}
	l.say("self-taught", made)
	var taps []string
	for _, layer := range n.Layers {
		taps = append(taps, layer.Tap)
	}
	l.say("taps", strings.Join(taps, ", "))
	l.number("height", float64(n.Input.Height))
	l.number("width", float64(n.Input.Width))
	l.say("policy", n.Input.Policy)
	l.say("roi", n.Input.ROI)
	l.say("light", string(n.LightMode()))
	l.say("position", string(n.Position))
	l.say("copies", string(n.Copies))
}

// guard says its limits; one that is 0 is none.
func (l *facts) guard(g inspect.Guard) {
	for _, f := range []struct {
		what string
		of   func(inspect.Figures) float64
	}{
		{"light", func(f inspect.Figures) float64 { return f.Light }},
		{"contrast", func(f inspect.Figures) float64 { return f.Contrast }},
		{"detail", func(f inspect.Figures) float64 { return f.Detail }},
		{"colour", func(f inspect.Figures) float64 { return f.Colour }},
		{"typical", func(f inspect.Figures) float64 { return f.Typical }},
		{"odd", func(f inspect.Figures) float64 { return f.Odd }},
		{"height", func(f inspect.Figures) float64 { return f.Height }},
		{"width", func(f inspect.Figures) float64 { return f.Width }},
		{"aspect", func(f inspect.Figures) float64 { return f.Aspect }},
	} {
		low, high := f.of(g.Least), f.of(g.Most)
		l.given("least-"+f.what, low != 0, low)
		l.given("most-"+f.what, high != 0, high)
	}
}

// ruleName is what sets the thresholds; caught says that no known bad part is to be OK.
func ruleName(r risk.Rule, caught bool) string {
	switch {
	case r.Fixed != nil:
		return "fixed"
	case r.Costs != nil:
		return "costs"
	case r.Escape != nil:
		return "escape"
	case caught:
		return "catch"
	}
	return "overkill"
}

// shortDigest is how many digits of a digest tell it from others.
const shortDigest = 12

// digest are the first digits of the SHA-256 of numbers.
func digest(x []float32) string {
	h := sha256.New()
	_ = binary.Write(h, binary.LittleEndian, x) // a hash takes all
	return hex.EncodeToString(h.Sum(nil))[:shortDigest]
}
