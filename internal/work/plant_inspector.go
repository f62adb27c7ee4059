package work

import (
	"os"

	"mekiki/internal/inspect"
)

// InspectorLook is what is in an inspector that the station has.
type InspectorLook struct {
	Hash    string          `json:"hash"`
	Bytes   int64           `json:"bytes"`
	Facts   []InspectorFact `json:"facts"`
	Lineage []LineageStep   `json:"lineage"`
}

// LookAtInspector looks into one, whose content must have its hash.
func (p *Plant) LookAtInspector(hash string) (*InspectorLook, error) {
	p.why.Lock()
	defer p.why.Unlock()
	n, err := p.opened(hash)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(p.inspector(hash))
	if err != nil {
		return nil, err
	}
	l := &InspectorLook{Hash: hash, Bytes: info.Size(), Lineage: []LineageStep{}, Facts: []InspectorFact{}}
	for _, f := range factsOf(n) {
		if f.Value != "" {
			l.Facts = append(l.Facts, f)
		}
	}
	for _, step := range inspect.Outline(n.Lineage) {
		l.Lineage = append(l.Lineage, LineageStep{step})
	}
	return l, nil
}

// InspectorsDiffer is what tells two inspectors apart.
type InspectorsDiffer struct {
	Before string          `json:"before"`
	After  string          `json:"after"`
	Facts  []FactDiffers   `json:"facts"`
	Good   PicturesDiffers `json:"good"`
	Bad    PicturesDiffers `json:"bad"`
}

// FactDiffers is a fact that two inspectors have otherwise; "" is nothing.
type FactDiffers struct {
	What   string `json:"what"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// PicturesDiffers are pictures that one has learned from and the other one has not, or under the name of which the other one
// knows another picture, or other places that are bad.
type PicturesDiffers struct {
	Added   []PictureOf `json:"added" doc:"pictures of after"`
	Removed []PictureOf `json:"removed" doc:"pictures of before"`
	Changed []PictureOf `json:"changed" doc:"pictures of after"`
}

// PictureOf is a picture of an inspector.
type PictureOf struct {
	Name   string `json:"name"`
	Number int    `json:"number"`
}

// DifferInspectors compares two that the station has.
func (p *Plant) DifferInspectors(before, after string) (*InspectorsDiffer, error) {
	p.why.Lock()
	defer p.why.Unlock()
	a, err := p.opened(before)
	if err != nil {
		return nil, err
	}
	b, err := p.opened(after)
	if err != nil {
		return nil, err
	}
	d := &InspectorsDiffer{Before: before, After: after, Facts: []FactDiffers{}}
	was := factsOf(a)
	for i, is := range factsOf(b) {
		if was[i].Value != is.Value {
			d.Facts = append(d.Facts, FactDiffers{is.What, was[i].Value, is.Value})
		}
	}
	named := func(list []inspect.Known, numbers []int) []PictureOf {
		out := []PictureOf{}
		for _, i := range numbers {
			out = append(out, PictureOf{list[i].Name, i})
		}
		return out
	}
	good, bad := inspect.Differ(a, b, false), inspect.Differ(a, b, true)
	d.Good = PicturesDiffers{named(b.Good, good.Added), named(a.Good, good.Removed), named(b.Good, good.Changed)}
	d.Bad = PicturesDiffers{named(b.Bad, bad.Added), named(a.Bad, bad.Removed), named(b.Bad, bad.Changed)}
	return d, nil
}
