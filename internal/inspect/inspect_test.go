package inspect

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"mekiki/internal/drawn"
	"mekiki/internal/eye"
	"mekiki/internal/inspect/gallery"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/model"
	"mekiki/internal/safetensors"
	"mekiki/internal/stats"
)

const side = 256

// shelf is pictures in memory.
type shelf [][]uint8

func (s shelf) Bytes(i int) ([]uint8, error) { return s[i], nil }

func rgb(t testing.TB, p drawn.Part, defect string) (pix []uint8, mask []uint8) {
	t.Helper()
	im := drawn.Draw(p)
	if defect != "" {
		bad, m := drawn.DrawBad(p, defect, 0)
		im, mask = bad, m.Pix
	}
	for i := 0; i < len(im.Pix); i += 4 {
		pix = append(pix, im.Pix[i:i+3]...)
	}
	return pix, mask
}

// rings are n good rings and their names.
func rings(t testing.TB, from uint64, n int) (shelf, []string) {
	var s shelf
	var names []string
	for i := range n {
		pix, _ := rgb(t, drawn.Part{Kind: drawn.Ring, Seed: from + uint64(i), Width: side, Height: side}, "")
		s, names = append(s, pix), append(names, fmt.Sprintf("ring%d.png", i))
	}
	return s, names
}

// fitted is an inspector of some rings.
func fitted(t testing.TB, n, workers int) *Inspector {
	t.Helper()
	e, err := eye.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	good, names := rings(t, 1, n)
	inspector, err := Fit(context.Background(), good, names, FitOptions{
		Eye: e, Input: model.Input{Height: side, Width: side, Channels: 3, Policy: "stretch"}, Vectors: 1000, Workers: workers, Seed: 1, Album: 4 << 20,
	})
	if err != nil {
		t.Fatal(err)
	}
	return inspector
}

// many and few are fitted once, on 12 and on 3 rings.
var many, few shared

type shared struct {
	once sync.Once
	n    *Inspector
}

func (s *shared) of(t testing.TB, rings int) *Inspector {
	s.once.Do(func() { s.n = fitted(t, rings, 2) })
	if s.n == nil {
		t.Fatal("the fit failed in another test")
	}
	return s.n
}

func written(t testing.TB, n *Inspector) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := n.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestRings: gross defects of drawn rings score above good rings that were never seen, the
// map is high where the defect is, and neither workers nor the file change a bit. A dent and
// a missing hole are not asked for: rings lie turned anyhow, and a place without a hole looks as
// good rings do between holes.
func TestRings(t *testing.T) {
	n := many.of(t, 12)
	file := written(t, n)
	if !bytes.Equal(written(t, few.of(t, 3)), written(t, fitted(t, 3, 3))) {
		t.Error("another file with three workers")
	}
	again, err := Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(written(t, again), file) {
		t.Error("what was read is written otherwise")
	}
	j, err := n.Judge(1)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	rings12, _ := rings(t, 1, 12)
	for i, want := range rings12 {
		if pix, ok := again.Album.Good(i); !ok || !slices.Equal(pix, want) {
			t.Errorf("the album of the file has another picture %d", i)
		}
	}
	k, err := again.Judge(3)
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	judge := func(pix []uint8) *Result {
		r, s := j.Judge(pix), k.Judge(pix)
		if r.Score != s.Score || !slices.Equal(r.Map, s.Map) || r.Verdict != s.Verdict {
			t.Errorf("%v, and %v from the file with three workers", r, s)
		}
		return r
	}
	worst := 0.0
	good, _ := rings(t, 100, 8)
	for _, pix := range good {
		r := judge(pix)
		worst = max(worst, r.Score)
		if r.Reason != "" {
			t.Errorf("a good ring is held back: %s", r.Reason)
		}
	}
	pixels := risk.NewPixels()
	for _, defect := range []string{"scratch", "stain", "chip"} {
		pix, mask := rgb(t, drawn.Part{Kind: drawn.Ring, Seed: 200, Width: side, Height: side}, defect)
		r := judge(pix)
		t.Logf("%s: %.3f, the worst good ring %.3f", defect, r.Score, worst)
		if r.Score <= worst {
			t.Errorf("%s scores %g, a good ring %g", defect, r.Score, worst)
		}
		pixels.Add(r.Enlarged(side, side), mask, side)
	}
	if f := pixels.Figures(); f.AUROC < 0.9 {
		t.Errorf("pixels: AUROC %g", f.AUROC)
	}
}

// TestGuard holds back what is unlike all that was learned, and says why.
func TestGuard(t *testing.T) {
	n := many.of(t, 12)
	j, err := n.Judge(2)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	pix, _ := rgb(t, drawn.Part{Kind: drawn.Ring, Seed: 50, Width: side, Height: side}, "")
	spoilt := func(f func(v float64) float64) []uint8 {
		out := make([]uint8, len(pix))
		for i, v := range pix {
			out[i] = uint8(min(max(f(float64(v)), 0), 255))
		}
		return out
	}
	other, _ := rgb(t, drawn.Part{Kind: drawn.Weave, Seed: 50, Width: side, Height: side}, "")
	for want, pix := range map[Reason][]uint8{
		"":        pix,
		TooDark:   spoilt(func(v float64) float64 { return v / 20 }),
		TooBright: spoilt(func(v float64) float64 { return 200 + v/5 }),
		TooFlat:   spoilt(func(v float64) float64 { return 128 + (v-128)/50 }),
		Unlike:    other,
	} {
		r := j.Judge(pix)
		// What is flat or another part may be caught for its light or detail, too.
		other := r.Reason != "" && (want == TooFlat || want == Unlike)
		if r.Reason != want && !other || want != "" && r.Verdict != risk.Review {
			t.Errorf("%q is held back for %q, verdict %v", want, r.Reason, r.Verdict)
		}
	}
}

// TestMix: a level that lifts the scores is divided out, weights are one over the deviation
// that is left, and the sum of weights is one.
// TestLearnedAreOK: a good picture that was learned, whose places mostly lie in the gallery, is as good as any, and has no score
// by what its low level would divide; by one distance alone and a formula with levels, too.
func TestLearnedAreOK(t *testing.T) {
	e, err := eye.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{4, 8} {
		good, names := rings(t, 1, n)
		for _, text := range []string{"", "mah/s_mah/sqrt(level_mah)"} {
			d, err := ReadDistance(text)
			if err != nil {
				t.Fatal(err)
			}
			fit, err := Fit(t.Context(), good, names, FitOptions{
				Eye: e, Input: model.Input{Height: side, Width: side, Channels: 3, Policy: "stretch"}, Vectors: 3000, Workers: 2, Seed: 1, Distance: d,
			})
			if err != nil {
				t.Fatal(err)
			}
			j, err := fit.Judge(1)
			if err != nil {
				t.Fatal(err)
			}
			for i, pix := range good {
				if r := j.Judge(pix); r.Verdict != risk.OK || r.Score > fit.Good[i].Score {
					t.Errorf("%d pictures, %q: picture %d, which was learned, is %v: %v, left out it had %v", n, text, i, r.Verdict, r.Score, fit.Good[i].Score)
				}
			}
			j.Close()
		}
	}
}

func TestMix(t *testing.T) {
	var good []Sight
	for i := range 200 {
		light := math.Exp(0.3 * math.Sin(float64(i)*1.7))
		own, other := 1+0.1*math.Sin(float64(i)*2.3), 1+0.2*math.Sin(float64(i)*0.9)
		good = append(good, Sight{
			score: [parts]float64{light * own, 10 * other, 1},
			level: [parts]float64{0.5 * light, 3, 1},
		})
	}
	m := MixOf(good, gallery.All)
	if p := m.Power; math.Abs(p[0]-200.0/205) > 0.05 || p[1] != 0 || p[2] != 0 {
		t.Errorf("powers %v", p)
	}
	if s := m.Scale; math.Abs(s[0]-1) > 0.05 || math.Abs(s[1]-10) > 0.5 || s[2] != 1 {
		t.Errorf("scales %v", s)
	}
	if w := m.Weight; math.Abs(w[0]/w[1]-2) > 0.1 || math.Abs(w[0]+w[1]+w[2]-1) > 1e-12 {
		t.Errorf("weights %v", w)
	}
	// The third never varies; it counts as varying by 2 %.
	if w := m.Weight; math.Abs(w[1]/w[2]-0.02/math.Sqrt(0.02)) > 0.005 {
		t.Errorf("weights %v", w)
	}
	// A picture that is twice as far everywhere has nearly the same score, and is strange.
	f, g := m.factors([parts]float64{0.5, 3, 1}), m.factors([parts]float64{1, 3, 1})
	if math.Abs(2*g[0]/f[0]-1) > 0.1 || m.strange([parts]float64{1, 6, 2}) < 1.9 {
		t.Errorf("factors %v and %v", f, g)
	}
}

// TestPower holds the power to Fisher's discriminant, its two equations solved: what remains of a score after the
// division is that direction, in which a defect of the kind that is thought of stands out most.
func TestPower(t *testing.T) {
	level, score := make([]float64, 500), make([]float64, 500)
	var uu, uv, vv float64 // the means are 0
	for i := range level {
		u, own := 0.2*math.Sin(float64(i)*2*math.Pi/500), 0.3*math.Cos(float64(i)*2*math.Pi/500)
		v := 0.6*u + own
		level[i], score[i] = 3*math.Exp(u), 5*math.Exp(v)
		uu, uv, vv = uu+u*u, uv+u*v, vv+v*v
	}
	det := uu*vv - uv*uv
	byLevel, byScore := (vv*defectLevel-uv)/det, (uu-uv*defectLevel)/det
	want := -byLevel / byScore * 500 / 505
	if got := powerOf(level, score, defectLevel); math.Abs(got-want) > 1e-9 || want < 0.1 || want > 0.5 {
		t.Errorf("%v, want %v", got, want)
	}
	if got := powerOf(level[:4], score[:4], defectLevel); got < 0 || got > 4.0/9 {
		t.Errorf("%v by four pictures", got)
	}
	if powerOf([]float64{1, 1, 1}, []float64{1, 2, 3}, defectLevel) != 0 || powerOf([]float64{1, 2}, []float64{0, 1}, defectLevel) != 0 {
		t.Error("a power where the level says nothing")
	}
}

// TestRegions finds what hangs together, the worst first.
func TestRegions(t *testing.T) {
	m := []float32{
		2, 0, 0, 0,
		0, 3, 0, 0,
		0, 0, 0, 9,
	}
	got := regions(m, 3, 4, 2)
	want := []Region{{X: 0.75, Y: 2.0 / 3, Width: 0.25, Height: 1.0 / 3, Area: 1.0 / 12, Score: 9}, {Width: 0.5, Height: 2.0 / 3, Area: 2.0 / 12, Score: 3}}
	if !slices.EqualFunc(got, want, func(a, b Region) bool { return fmt.Sprintf("%.9f", a) == fmt.Sprintf("%.9f", b) }) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestEnlarged keeps numbers at their places and runs between them in straight lines.
func TestEnlarged(t *testing.T) {
	r := &Result{Map: []float32{0, 4, 8, 12}, High: 2, Wide: 2}
	want := []float32{0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12}
	if got := r.Enlarged(4, 4); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestTooFew says the least number.
func TestTooFew(t *testing.T) {
	e, err := eye.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	good, names := rings(t, 1, 1)
	if _, err := Fit(context.Background(), good, names, FitOptions{Eye: e}); err == nil || !strings.Contains(err.Error(), "at least 2") {
		t.Error(err)
	}
	if n := fitted(t, 2, 1); n.Basis.Basis != risk.ByLargest {
		t.Errorf("a threshold of two pictures rests on %s", n.Basis.Basis)
	}
}

// TestReadRefuses what is no inspector, or a damaged one.
func TestReadRefuses(t *testing.T) {
	file := written(t, few.of(t, 3))
	change := func(f func(x *safetensors.File)) []byte {
		x, err := safetensors.Decode(bytes.NewReader(file), 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		f(x)
		var b bytes.Buffer
		if err := safetensors.Encode(&b, x); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	meta := func(was, is string) []byte {
		return change(func(x *safetensors.File) {
			text := strings.Replace(x.Meta[metaKey], was, is, 1)
			if text == x.Meta[metaKey] {
				t.Fatalf("no %s in %.300s", was, text)
			}
			x.Meta[metaKey] = text
		})
	}
	own, err := eye.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for want, b := range map[string][]byte{
		"no inspector, or a damaged one":  file[:len(file)-1],
		"but no inspector":                change(func(x *safetensors.File) { delete(x.Meta, metaKey) }),
		"description":                     change(func(x *safetensors.File) { x.Meta[metaKey] = "{" }),
		"format 9":                        meta(`"format":4`, `"format":9`),
		"which this program does not":     meta(own.Hash, strings.Repeat("0", 64)),
		"numbers that are none":           change(func(x *safetensors.File) { x.Tensors[0].F32[7] = float32(math.NaN()) }),
		"comes from picture 77":           change(func(x *safetensors.File) { x.Tensors[1].I64[0] = 77 }),
		"pictures in the inspector":       change(func(x *safetensors.File) { x.Tensors[5].I64[1] = 77 }),
		"in vectors of":                   change(func(x *safetensors.File) { x.Tensors = x.Tensors[1:] }),
		"pictures of":                     meta(`"height":256`, `"height":0`),
		"did you mean euc":                meta(`"mix":{`, `"mix":{"formula":"euk",`),
		"no spreads of the gallery":       meta(`"mix":{`, `"mix":{"formula":"local",`),
		"in vectors of 0, 0 origins":      meta(`"border":`, `"coarse":{"layers":[]},"border":`),
		"no SHA-256 of the picture \"a\"": meta(`"lineage":null`, `"lineage":[{"pictures":[{"name":"a","sha256":"12"}]}]`),
		"3 spreads of": change(func(x *safetensors.File) {
			x.Tensors = append(x.Tensors, safetensors.Tensor{Name: spreadTensor, Shape: []int{3}, F32: []float32{1, 1, 1}})
		}),
	} {
		if _, err := Read(bytes.NewReader(b)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// TestReadFormat1: files of before there were formulas, with three parts, judge as they did.
func TestReadFormat1(t *testing.T) {
	n := few.of(t, 3)
	x, err := safetensors.Decode(bytes.NewReader(written(t, n)), 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal([]byte(x.Meta[metaKey]), &m); err != nil {
		t.Fatal(err)
	}
	m["format"] = 1
	delete(m, "border")
	for name, list := range m["mix"].(map[string]any) {
		m["mix"].(map[string]any)[name] = list.([]any)[:3]
	}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	x.Meta[metaKey] = string(text)
	var b bytes.Buffer
	if err := safetensors.Encode(&b, x); err != nil {
		t.Fatal(err)
	}
	old, err := Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	if old.Border || old.Mix != n.Mix || old.Thresholds != n.Thresholds {
		t.Errorf("%+v, thresholds %v", old.Mix, old.Thresholds)
	}
}

// tiny is an inspector whose file is small: a fuzzer reads thousands.
func tiny(t testing.TB, two bool) *Inspector {
	e, err := eye.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	var good shelf
	for i := range uint64(2) {
		pix, _ := rgb(t, drawn.Part{Kind: drawn.Ring, Seed: i, Width: 64, Height: 64}, "")
		good = append(good, pix)
	}
	n, err := Fit(context.Background(), good, []string{"a.png", "b.png"}, FitOptions{
		Eye: e, Input: model.Input{Height: 64, Width: 64, Channels: 3, Policy: "stretch"}, Vectors: 10, Workers: 1, Seed: 1, Album: 1 << 20, TwoScales: two,
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// FuzzRead must refuse or read what then judges a picture, never panic.
func FuzzRead(f *testing.F) {
	for _, two := range []bool{false, true} {
		n := tiny(f, two)
		n.Lineage = []Step{{What: "fit", Thresholds: &n.Thresholds, Pictures: []Source{{Name: "a.png", SHA256: strings.Repeat("5a", 32), Bad: true, Kind: "chip"}}}}
		n.Keep(TestRecord{Set: "a/test", AUROC: &stats.Interval{Value: 1}, Leaked: []string{"b.png"}})
		file := written(f, n)
		f.Add(file)
		f.Add(file[:len(file)/2])
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		n, err := Read(bytes.NewReader(b))
		if err != nil {
			return
		}
		if n.Gallery.N < 1 || n.Eye == nil {
			t.Error("an inspector without a gallery or an eye")
		}
		for i := range n.Good {
			if pix, ok := n.Album.Good(i); ok && len(pix) != n.Input.Height*n.Input.Width*n.Input.Channels {
				t.Errorf("a picture of %d values", len(pix))
			}
		}
		if n.Input.Height*n.Input.Width > 128*128 || n.Gallery.N > 1000 {
			return // reads, and would take long
		}
		j, err := n.Judge(1)
		if err != nil {
			return
		}
		defer j.Close()
		j.Judge(make([]uint8, n.Input.Height*n.Input.Width*n.Input.Channels))
	})
}
