package work

import (
	"context"
	"time"

	"mekiki/internal/inspect"
	"mekiki/internal/lang"
	"mekiki/internal/report/explanation"
	"mekiki/internal/report/kit"
	"mekiki/internal/search"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// explained is what InspectExplain leaves.
var explained = folder.Kind{What: lang.T("an explanation"), Name: "explain", Files: []string{explanation.HTMLFile, explanation.JSONFile}}

// mostExplained is how many pictures are explained at a time: a page of more is read by nobody.
const mostExplained = 50

// InspectExplainConfig is what explaining verdicts needs.
type InspectExplainConfig struct {
	// Inspector is the file, Paths are the pictures and folders of them.
	Inspector string   `json:"inspector"`
	Paths     []string `json:"paths"`
	Places    int      `yaml:"places" json:"places" help:"most places of a picture to explain, 1 to 6; the worst come first"`
	Near      int      `yaml:"near" json:"near" help:"good places, and places of known bad parts, to compare each with, 1 to 10"`
	Workers   int      `yaml:"workers" json:"workers" help:"threads; 0 takes every core"`
	folder.Choice
}

// NewInspectExplainConfig has the usual settings.
func NewInspectExplainConfig() InspectExplainConfig { return InspectExplainConfig{Places: 3, Near: 4} }

// check refuses what no pictures can make right.
func (c *InspectExplainConfig) check() error {
	switch {
	case len(c.Paths) == 0:
		return misuse.Errorf("inspect explain needs an inspector and pictures: mekiki inspect explain bracket.mekiki new/part1.png")
	case c.Places < 1 || c.Places > 6:
		return misuse.Errorf("places is %d; it must lie between 1 and 6", c.Places)
	case c.Near < 1 || c.Near > 10:
		return misuse.Errorf("near is %d; it must lie between 1 and 10", c.Near)
	}
	return settings.Threads(c.Workers)
}

// InspectExplain says why pictures are judged as they are. With Out it writes a page.
func InspectExplain(ctx context.Context, at *desk.Desk, c InspectExplainConfig) (*explanation.Page, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	n, err := inspect.Open(c.Inspector)
	if err != nil {
		return nil, err
	}
	files, err := findPictures(c.Paths)
	if err != nil {
		return nil, err
	}
	if len(files) > mostExplained {
		return nil, lang.Errorf("%d pictures are too many to explain, at most %d at a time; inspect run --out shows many", len(files), mostExplained)
	}
	if c.Out != "" {
		held, err := folder.Open(explained, c.Choice)
		if err != nil {
			return nil, err
		}
		defer held.Release()
	}
	p := &explanation.Page{
		Lang: at.Lang, Version: at.Program, Machine: at.Machine, Command: at.Command, Time: time.Now(),
		Inspector: c.Inspector, Distance: n.Formula(), Thresholds: n.Thresholds, Guard: n.Guard, Known: kept(n),
	}
	why, err := n.Explainer(search.Workers(c.Workers))
	if err != nil {
		return nil, err
	}
	defer why.Close()
	pictures := newPartFiles(files, n.Input)
	for i, file := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		one := explanation.Picture{File: file}
		pix, shape, err := pictures.read(i)
		if err == nil {
			one.Prepared = prepared(pix, n)
			one.Shown, err = ownShape(file, n.Input, wholeSide)
		}
		if err != nil {
			one.Error, one.Explanation = err.Error(), inspect.NotExplained()
		} else {
			one.Explanation = why.Explain(pix, c.Places, c.Near)
			n.Shaped(one.Result, shape)
		}
		p.Pictures = append(p.Pictures, one)
	}
	at.Lap("explain verdicts")
	p.Timings = at.Timings()
	if c.Out == "" {
		return p, nil
	}
	return p, explanation.Write(c.Out, p)
}

// prepared is a picture as the inspector sees it.
func prepared(pix []uint8, n *inspect.Inspector) *kit.Picture {
	return &kit.Picture{H: n.Input.Height, W: n.Input.Width, C: n.Input.Channels, Pix: pix}
}

// kept gives the pictures that an inspector keeps; nil where it keeps none.
func kept(n *inspect.Inspector) func(bad bool, picture int) *kit.Picture {
	if good, bad, _ := n.Album.Kept(); good+bad == 0 {
		return nil
	}
	return func(bad bool, picture int) *kit.Picture {
		of := n.Album.Good
		if bad {
			of = n.Album.Bad
		}
		if pix, ok := of(picture); ok {
			return prepared(pix, n)
		}
		return nil
	}
}
