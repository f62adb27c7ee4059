package work

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"

	"mekiki/internal/atomicfile"
	"mekiki/internal/drawn"
	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/report/inspection"
	"mekiki/internal/search"
	"mekiki/internal/work/desk"
)

// lesson draws more parts of the kind of defect that was missed most, lets the inspector learn them, and judges
// the parts of the test anew.
func (c *InspectDemoConfig) lesson(ctx context.Context, at *desk.Desk, dir string, parts *DrawnParts, tested *inspection.Page) (*DemoLesson, error) {
	kind, most := "", 0
	for _, k := range tested.Figures.Kinds {
		if k.Escapes.Count > most {
			kind, most = k.Kind, k.Escapes.Count
		}
	}
	if kind == "" {
		return nil, nil
	}
	l := &DemoLesson{Kind: kind, Given: demoGiven, Missed: filepath.Join(dir, demoMissed), Inspector: filepath.Join(dir, demoTaught)}
	if err := c.drawMissed(l, parts); err != nil {
		return nil, err
	}
	learn := InspectLearnConfig{Inspector: filepath.Join(dir, demoInspector), Bad: filepath.Join(l.Missed, demoBad), Out: l.Inspector, Accept: true, Workers: c.Workers}
	learn.Masks = filepath.Join(l.Missed, truthFolder)
	if _, err := InspectLearn(ctx, at, learn); err != nil {
		return nil, err
	}
	n, err := inspect.Open(l.Inspector)
	if err != nil {
		return nil, err
	}
	var files []string
	var bad []bool
	for _, p := range tested.Parts {
		if p.Kind == inspection.GoodKind || p.Kind == kind {
			files, bad = append(files, p.File), append(bad, p.Kind == kind)
			l.Before.add(p.Verdict, p.Kind == kind)
		}
	}
	now, err := judged(ctx, at, n, files, search.Workers(c.Workers))
	if err != nil {
		return nil, err
	}
	for i, p := range now {
		l.After.add(p.Verdict, bad[i])
	}
	rule := n.Rule
	rule.Escape = nil
	if err := n.Decide(rule); err != nil {
		return nil, err
	}
	for i, p := range now {
		v := risk.Review
		if p.Reason == "" {
			v = n.Thresholds.Verdict(p.Score)
		}
		l.AsBefore.add(v, bad[i])
	}
	return l, nil
}

// drawMissed draws parts that are in no other folder, from gross to as faint as those of the test.
func (c *InspectDemoConfig) drawMissed(l *DemoLesson, parts *DrawnParts) error {
	number := rand.New(rand.NewPCG(c.Seed, 1)).Uint64()
	var files []atomicfile.File
	for i := range l.Given {
		p := drawn.Part{Kind: parts.Kind, Seed: number + uint64(i), Width: parts.Width, Height: parts.Height}
		faintness := demoFaintest * float64(i) / float64(l.Given-1)
		name := fmt.Sprintf("%03d.png", i)
		files = append(files, atomicfile.File{Name: demoBad + "/" + name, Fill: func(w io.Writer) error {
			picture, _ := drawn.DrawBad(p, l.Kind, faintness)
			return writeDrawn(w, picture)
		}}, atomicfile.File{Name: truthFolder + "/" + name, Fill: func(w io.Writer) error {
			_, mask := drawn.DrawBad(p, l.Kind, faintness)
			return writeDrawn(w, mask)
		}})
	}
	return atomicfile.WriteSet(l.Missed, files)
}
