package work

import (
	"context"
	"sync"
	"time"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/partfigure"
	"mekiki/internal/report/verdicts"
	"mekiki/internal/search"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// ran is what InspectRun leaves.
var ran = folder.Kind{What: lang.T("a sheet of verdicts"), Name: "inspect", Files: []string{verdicts.HTMLFile, verdicts.JSONFile}}

// InspectRunConfig is what judging parts needs.
type InspectRunConfig struct {
	// Inspector is the file, Paths are the pictures and folders of them.
	Inspector string   `json:"inspector"`
	Paths     []string `json:"paths"`
	Shown     int      `yaml:"shown" json:"shown" help:"most pictures on the page, 0 to 1000; NG and REVIEW come first"`
	Workers   int      `yaml:"workers" json:"workers" help:"threads; 0 takes every core"`
	folder.Choice
}

// NewInspectRunConfig has the usual settings.
func NewInspectRunConfig() InspectRunConfig { return InspectRunConfig{Shown: 100} }

// InspectRun judges pictures. One that cannot be read is REVIEW, with the error. With Out it
// writes a page.
func InspectRun(ctx context.Context, at *desk.Desk, c InspectRunConfig) (*verdicts.Page, error) {
	switch {
	case len(c.Paths) == 0:
		return nil, misuse.Errorf("inspect run needs an inspector and pictures, or folders of them: mekiki inspect run bracket.mekiki new")
	case c.Shown < 0 || c.Shown > 1000:
		return nil, misuse.Errorf("shown is %d; it must lie between 0 and 1000", c.Shown)
	}
	if err := settings.Threads(c.Workers); err != nil {
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
	p := &verdicts.Page{
		Lang: at.Lang, Version: at.Program, Machine: at.Machine, Command: at.Command, Time: time.Now(),
		Inspector: c.Inspector, Distance: n.Formula(), Thresholds: n.Thresholds,
	}
	if c.Out != "" {
		held, err := folder.Open(ran, c.Choice)
		if err != nil {
			return nil, err
		}
		defer held.Release()
		p.Shown = c.Shown
	}
	if p.Parts, err = judged(ctx, at, n, files, search.Workers(c.Workers)); err != nil {
		return nil, err
	}
	if err := holdFrozen(p.Parts, newPartFiles(files, n.Input)); err != nil {
		return nil, err
	}
	at.Lap("judge pictures")
	if c.Out == "" {
		return p, nil
	}
	for _, i := range p.ShownFirst() {
		if one := &p.Parts[i]; one.Error == "" {
			if one.Picture, err = ownShape(one.File, n.Input, sheetSide); err != nil {
				return nil, err
			}
		}
	}
	p.Timings = at.Timings()
	return p, verdicts.Write(c.Out, p)
}

// judged judges files, each picture by one worker; a single one by all.
func judged(ctx context.Context, at *desk.Desk, n *inspect.Inspector, files []string, workers int) ([]partfigure.Judged, error) {
	parts := make([]partfigure.Judged, len(files))
	pictures := newPartFiles(files, n.Input)
	many, each := min(workers, len(files)), 1
	if len(files) == 1 {
		each = workers
	}
	judges := make([]*inspect.Judge, many)
	for w := range judges {
		j, err := n.Judge(each)
		if err != nil {
			return nil, err
		}
		defer j.Close()
		judges[w] = j
	}
	progress, end := at.Count(lang.T("pictures judged"))
	defer end()
	var mu sync.Mutex
	done := 0
	free := make(chan *inspect.Judge, many)
	for _, j := range judges {
		free <- j
	}
	search.Share(len(files), 1, many, func() func(from, to int) {
		return func(from, to int) {
			j := <-free
			defer func() { free <- j }()
			for i := from; i < to && ctx.Err() == nil; i++ {
				parts[i] = judgeOne(n, j, pictures, i)
				mu.Lock()
				done++
				progress(done, len(files))
				mu.Unlock()
			}
		}
	})
	return parts, ctx.Err()
}

// judgeOne judges file i.
func judgeOne(n *inspect.Inspector, j *inspect.Judge, pictures partFiles, i int) partfigure.Judged {
	p := partfigure.Judged{File: pictures.files[i]}
	pix, shape, err := pictures.read(i)
	if err != nil {
		p.Result, p.Error = &inspect.Result{Verdict: risk.Review, Regions: []inspect.Region{}}, err.Error()
		return p
	}
	p.Result = j.Judge(pix)
	n.Shaped(p.Result, shape)
	p.Like = n.Good[p.Nearest.Picture].Name
	return p
}
