package work

import (
	"image"
	"image/png"
	"math"
	"sync"

	"mekiki/internal/dataset"
	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/partfigure"
	"mekiki/internal/station"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/work/data"
)

// heatSide is the longer side of a heat map that a station draws, in pixels.
const heatSide = 480

// inspectorJudge judges a station's parts by an inspector, as inspect run judges files.
type inspectorJudge struct {
	n       *inspect.Inspector
	about   station.About
	prepare dataset.Preparation

	mu     sync.Mutex
	wide   *inspect.Judge   // its threads share a part; it takes those that come while no other is judged
	free   []*inspect.Judge // of one thread each
	busy   int              // parts that are being judged
	atWork bool             // the wide one is
	closed bool
}

// newInspectorJudge judges by an inspector as a version of a recipe wants it. So many threads share a part that comes alone, one
// has each of those that come together, which is the least work for all; verdicts and scores are the same to the bit. The
// inspector is its own from then on.
func newInspectorJudge(n *inspect.Inspector, v recipe.Version, threads int) (*inspectorJudge, error) {
	if err := follow(n, v); err != nil {
		return nil, err
	}
	wide, err := n.Judge(threads) // what fails, fails here
	if err != nil {
		return nil, err
	}
	j := &inspectorJudge{
		n: n, about: station.About{Inspector: v.Inspector, Low: v.Low, High: v.High},
		prepare: data.Preparation(n.Input), wide: wide,
	}
	if threads > 1 { // the first part that does not come alone need not wait for its judge
		one, err := n.Judge(1)
		if err != nil {
			wide.Close()
			return nil, err
		}
		j.free = append(j.free, one)
	}
	return j, nil
}

func (j *inspectorJudge) About() station.About { return j.about }

// Close ends the judges, also those that are at work, once they have ended.
func (j *inspectorJudge) Close() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.closed = true
	for _, one := range j.free {
		one.Close()
	}
	j.free = nil
	if !j.atWork {
		j.wide.Close()
	}
}

// Judge judges a picture file.
func (j *inspectorJudge) Judge(picture []byte) station.Judgement {
	pix, file, err := j.prepare.ReadPicture(data.InMemory(picture), "picture")
	if err != nil {
		return station.Judgement{Judgement: record.Judgement{Verdict: record.Review, Reason: err.Error()}}
	}
	one, err := j.take()
	if err != nil {
		panic(err) // the wide one could be made
	}
	r := one.Judge(pix)
	j.n.Shaped(r, inspect.Shape{Height: file.H, Width: file.W})
	j.give(one)
	v := station.Judgement{Heat: func() []byte { return j.heat(r, file.H, file.W) }}
	v.Verdict, v.Score, v.Reason, v.Like = verdictsOf[r.Verdict], r.Score, r.Reason.Message().String(), j.n.Good[r.Nearest.Picture].Name
	v.Regions = make([]record.Region, len(r.Regions))
	for i, g := range r.Regions {
		v.Regions[i] = record.Region(g)
	}
	if math.IsNaN(v.Score) || math.IsInf(v.Score, 0) {
		v.Verdict, v.Score, v.Reason = record.Review, 0, lang.T("the score is no finite number").String()
	}
	return v
}

var verdictsOf = map[risk.Verdict]record.Verdict{risk.OK: record.OK, risk.Review: record.Review, risk.NG: record.NG}

func (j *inspectorJudge) take() (*inspect.Judge, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.busy++; j.busy == 1 && !j.closed {
		j.atWork = true
		return j.wide, nil
	}
	if last := len(j.free) - 1; last >= 0 {
		one := j.free[last]
		j.free = j.free[:last]
		return one, nil
	}
	return j.n.Judge(1)
}

func (j *inspectorJudge) give(one *inspect.Judge) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.busy--
	if one == j.wide {
		j.atWork = false
	}
	switch {
	case j.closed:
		one.Close()
	case one != j.wide:
		j.free = append(j.free, one)
	}
}

// heat is the heat map in the shape of a picture of h x w.
func (j *inspectorJudge) heat(r *inspect.Result, h, w int) []byte {
	top, left, high, wide, err := j.prepare.Frame(h, w)
	if err != nil {
		return nil // the picture could be prepared
	}
	scale := min(1, heatSide/float64(max(h, w)))
	height, width := max(1, int(float64(h)*scale)), max(1, int(float64(w)*scale))
	pixel := func(share float64, of int) int { return int(math.Round(share * float64(of))) }
	at := image.Rect(pixel(left, width), pixel(top, height), pixel(left+wide, width), pixel(top+high, height))
	return partfigure.Scale{Thresholds: j.n.Thresholds}.Heat(r, height, width, at, png.BestSpeed) // the next parts need the processor
}
