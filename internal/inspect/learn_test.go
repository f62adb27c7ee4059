package inspect

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/drawn"
	"mekiki/internal/eye"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/model"
	"mekiki/internal/safetensors"
)

// small are good rings, and bad ones of a kind, of 128 pixels.
func small(t testing.TB, seed uint64, n int, defect string) (s shelf, names []string) {
	for i := range n {
		p := drawn.Part{Kind: drawn.Ring, Seed: seed + uint64(i), Width: 128, Height: 128}
		pix, _ := rgb(t, p, defect)
		s, names = append(s, pix), append(names, fmt.Sprintf("%s%d.png", defect, i))
	}
	return s, names
}

// TestLearn: bad parts that were given are not OK afterwards, of others of their kind fewer are,
// the album is enough to learn from, and neither workers nor the file change a bit.
func TestLearn(t *testing.T) {
	e, err := eye.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	good, names := small(t, 1, 9, "")
	n, err := Fit(context.Background(), good, names, FitOptions{
		Eye: e, Input: model.Input{Height: 128, Width: 128, Channels: 3, Policy: "stretch"}, Vectors: 300, Workers: 2, Seed: 1, Album: 4 << 20,
	})
	if err != nil {
		t.Fatal(err)
	}
	bad, badNames := small(t, 100, 6, "scratch")
	learn := func(workers int, known Originals) *Inspector {
		m, err := n.Learn(context.Background(), More{}, More{Pictures: bad, Names: badNames}, LearnOptions{Known: known, Rule: byBoth, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	m := learn(2, n.Known())
	file := written(t, m)
	if !bytes.Equal(file, written(t, learn(1, Originals{Good: good}))) {
		t.Error("another file with one worker and the originals")
	}
	again, err := Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if m.Head == nil {
		t.Fatal("known parts chose no head: the rest would prove nothing")
	}
	if len(n.Bad) != 0 || n.Head != nil {
		t.Error("the inspector that learned has changed itself")
	}
	escapes := func(n *Inspector, list shelf) (count int) {
		j, err := n.Judge(1)
		if err != nil {
			t.Fatal(err)
		}
		defer j.Close()
		for _, pix := range list {
			if j.Judge(pix).Verdict == risk.OK {
				count++
			}
		}
		return count
	}
	if c := escapes(again, bad); c > 0 {
		t.Errorf("%d of the given bad parts are OK", c)
	}
	like, _ := small(t, 200, 8, "scratch")
	before, after := escapes(n, like), escapes(again, like)
	t.Logf("of 8 others of the kind %d were OK, %d are", before, after)
	if before == 0 || after >= before {
		t.Errorf("of others of the kind %d were OK, %d are", before, after)
	}
	headInFile(t, again, file, bad[0])
}

// TestLearnGood: good parts that come later join what is known, and the bad ones stay. Without the pictures it
// is said what is missing.
func TestLearnGood(t *testing.T) {
	n := few.of(t, 3)
	bad, _ := rgb(t, drawn.Part{Kind: drawn.Ring, Seed: 60, Width: side, Height: side}, "scratch")
	n, err := n.Learn(context.Background(), More{}, More{Pictures: shelf{bad}, Names: []string{"scratch.png"}}, LearnOptions{Known: n.Known(), Rule: byBoth, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	more, names := rings(t, 50, 1)
	o := LearnOptions{Known: n.Known(), Rule: byBoth, Workers: 2}
	wider, err := n.Learn(context.Background(), More{Pictures: more, Names: names}, More{}, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(wider.Good) != 4 || len(wider.Bad) != 1 || wider.Bad[0].Name != "scratch.png" {
		t.Errorf("%d good parts and %v are known", len(wider.Good), wider.Bad)
	}
	n.Album = nil
	o.Known = n.Known()
	if _, err := n.Learn(context.Background(), More{Pictures: more, Names: names}, More{}, o); err == nil || !strings.Contains(err.Error(), "does not keep") {
		t.Errorf("without an album: %v", err)
	}
}

// byBoth keeps limits on overkill and on escapes.
var byBoth = risk.Rule{Overkill: DefaultGoal, Review: DefaultReview, Escape: &risk.EscapeGoal{Rate: 0.1, Confidence: 0.9}}

// headInFile wants the head to be part of map and score, and the file, from which n was read, to keep it to the bit.
func headInFile(t *testing.T, n *Inspector, file []byte, pix []uint8) {
	plain := *n
	plain.Head = nil
	frozen, both := judgedBy(t, &plain, pix), judgedBy(t, n, pix)
	if both.Score == frozen.Score || both.Score <= n.Head.Frozen*frozen.Score || slices.Equal(both.Map, frozen.Map) {
		t.Errorf("the score is %g with a head, %g without", both.Score, frozen.Score)
	}
	headExplained(t, n, pix, frozen, both)
	if !bytes.Equal(written(t, n), file) {
		t.Error("the file has another head")
	}
	damagedHead(t, file)
}

// headExplained wants an explanation to say how much of the worst place's number comes from the head, and from which
// parts in its space; frozen and both are the results without and with it.
func headExplained(t *testing.T, n *Inspector, pix []uint8, frozen, both *Result) {
	e, err := n.Explainer(2)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	p := e.Explain(pix, 1, 1).Places[0]
	at := farthestPlace(both.Map)
	want := 1 - n.Head.Frozen*float64(frozen.Map[at])/float64(both.Map[at])
	if math.Abs(p.Sources.Head-want) > 1e-5 || math.Abs(p.Sources.Fine+p.Sources.Head-1) > 1e-9 || p.Sources.Coarse != 0 {
		t.Errorf("sources %+v, the head has %g", p.Sources, want)
	}
	if sum := p.HeadShare["euc"] + p.HeadShare["cos"]; len(p.HeadShare) != 2 || math.Abs(sum-1) > 1e-9 {
		t.Errorf("parts in the head's space %v", p.HeadShare)
	}
}

func judgedBy(t *testing.T, n *Inspector, pix []uint8) *Result {
	j, err := n.Judge(2)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	return j.Judge(pix)
}

// damagedHead wants damage to what an inspector has learned of bad parts refused.
func damagedHead(t *testing.T, file []byte) {
	for want, damage := range map[string]func(x *safetensors.File){
		"weights, not": func(x *safetensors.File) { drop(x, headTensor) },
		"in vectors":   func(x *safetensors.File) { drop(x, spaceTensor) },
		"folds":        func(x *safetensors.File) { drop(x, foldTensor) },
		"factors":      func(x *safetensors.File) { x.Meta[metaKey] = strings.Replace(x.Meta[metaKey], `"own":`, `"own":-`, 1) },
		"distance by mah": func(x *safetensors.File) {
			head := strings.LastIndex(x.Meta[metaKey], `"own":`) // behind the mix of the head
			at := strings.LastIndex(x.Meta[metaKey][:head], `"weight":[`)
			end := at + strings.Index(x.Meta[metaKey][at:], "]")
			x.Meta[metaKey] = x.Meta[metaKey][:at] + `"weight":[0,0,1,0` + x.Meta[metaKey][end:]
		},
		"in fold": func(x *safetensors.File) {
			x.Meta[metaKey] = strings.Replace(x.Meta[metaKey], `"fold":`, `"fold":7`, 1)
		},
	} {
		x, err := safetensors.Decode(bytes.NewReader(file), 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		damage(x)
		var b bytes.Buffer
		if err := safetensors.Encode(&b, x); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(&b); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func drop(x *safetensors.File, name string) {
	for i, t := range x.Tensors {
		if t.Name == name {
			x.Tensors = append(x.Tensors[:i], x.Tensors[i+1:]...)
			return
		}
	}
}

// TestWeigh: a head that parts known parts better counts, one that parts them worse does not, and
// the unit stays.
func TestWeigh(t *testing.T) {
	good, bad := []float64{1, 1.1, 0.9, 1.05, 0.95, 1.2}, []float64{1.1, 1, 1.15, 0.9, 1.3}
	bright, cloudy := []float64{7, 8, 9, 8.5, 9.5}, []float64{5, 4, 5.5, 4.5, 6}
	own := []float64{5, 6, 5.5, 6.5, 5.2, 5.8}
	var h Head
	h.weigh(good, bad, own, bright)
	if h.Own == 0 || math.Abs(h.joined(mean(good), mean(own))-mean(good)) > 1e-9 {
		t.Errorf("a bright head: %+v", h)
	}
	h = Head{}
	h.weigh(good, bad, own, cloudy)
	if h.Own != 0 || h.Frozen != 1 {
		t.Errorf("a cloudy head: %+v", h)
	}
	// One of eight bad parts that the head takes for good puts it behind by 1.07 standard errors, which may be
	// chance; five of eight by 3.7.
	sure, once := slices.Repeat([]float64{25}, 8), append(slices.Repeat([]float64{25}, 7), -10)
	steady := []float64{10, 11, 12, 13, 14, 15, 16, 17, 18, 19}
	h = Head{}
	h.weigh(steady, sure, steady, once)
	if h.Own == 0 || math.Abs(h.Own-h.Frozen) > 1e-9 {
		t.Errorf("a head that erred once: %+v", h)
	}
	h = Head{}
	h.weigh(steady, sure, steady, []float64{25, 25, 25, -10, -10, -10, -10, -10})
	if h.Own != 0 {
		t.Errorf("a head that erred five times of eight: %+v", h)
	}
}
