package work

import (
	"context"
	"sync"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/search"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// InspectRunConfig is what judging parts needs.
type InspectRunConfig struct {
	// Inspector is the file, Paths are the pictures and folders of them.
	Inspector string   `json:"inspector"`
	Paths     []string `json:"paths"`
	Workers   int      `yaml:"workers" json:"workers" help:"threads; 0 takes every core"`
}

// Inspected are the verdicts on some pictures.
type Inspected struct {
	Inspector  string          `json:"inspector"`
	Distance   string          `json:"distance"`
	Thresholds risk.Thresholds `json:"thresholds"`
	OK         int             `json:"ok"`
	Review     int             `json:"review"`
	NG         int             `json:"ng"`
	Parts      []InspectedPart `json:"parts"`
}

// InspectedPart is what there is to say of one picture.
type InspectedPart struct {
	File string `json:"file"`
	*inspect.Result
	// Like is the good picture that the worst place was compared with.
	Like string `json:"like,omitempty"`
	// Error says why the picture could not be read; its verdict is REVIEW.
	Error string `json:"error,omitempty"`
}

// InspectRun judges pictures. One that cannot be read is REVIEW, with the error.
func InspectRun(ctx context.Context, at *desk.Desk, c InspectRunConfig) (*Inspected, error) {
	if len(c.Paths) == 0 {
		return nil, misuse.Errorf("inspect run needs an inspector and pictures, or folders of them: mekiki inspect run bracket.mekiki new")
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
	v := &Inspected{Inspector: c.Inspector, Distance: n.Formula(), Thresholds: n.Thresholds}
	if v.Parts, err = judged(ctx, at, n, files, search.Workers(c.Workers)); err != nil {
		return nil, err
	}
	for _, p := range v.Parts {
		switch p.Verdict {
		case risk.OK:
			v.OK++
		case risk.NG:
			v.NG++
		default:
			v.Review++
		}
	}
	return v, nil
}

// judged judges files, each picture by one worker; a single one by all.
func judged(ctx context.Context, at *desk.Desk, n *inspect.Inspector, files []string, workers int) ([]InspectedPart, error) {
	parts := make([]InspectedPart, len(files))
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
func judgeOne(n *inspect.Inspector, j *inspect.Judge, pictures partFiles, i int) InspectedPart {
	p := InspectedPart{File: pictures.files[i]}
	pix, err := pictures.Bytes(i)
	if err != nil {
		p.Result, p.Error = &inspect.Result{Verdict: risk.Review, Regions: []inspect.Region{}}, err.Error()
		return p
	}
	p.Result = j.Judge(pix)
	p.Like = n.Good[p.Nearest.Picture].Name
	return p
}
