package analyze

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mekiki/internal/dataset"
	"mekiki/internal/testutil"
)

// leaky makes parts of random smooth pictures with planted duplicates: copies,
// noise, other brightness, and mirrored ones.
func leaky(rng *rand.Rand, h, w, c, parts, n int) []Part {
	var out []Part
	var made [][]uint8
	fresh := func() []uint8 {
		pix := make([]uint8, h*w*c)
		fx, fy, phase := rng.Float64()*2, rng.Float64()*2, rng.Float64()*6
		for i := range pix {
			x, y, k := i/c%w, i/c/w, i%c
			pix[i] = uint8(120 + 60*math.Sin(fx*float64(x)+fy*float64(y)+float64(k)+phase) + 20*rng.Float64())
		}
		return pix
	}
	alike := func() []uint8 {
		old := made[rng.IntN(len(made))]
		pix := slices.Clone(old)
		switch rng.IntN(4) {
		case 0: // an exact copy
		case 1:
			for i := range pix {
				pix[i] += uint8(rng.IntN(7))
			}
		case 2:
			for i := range pix {
				pix[i] = pix[i]/2 + 90
			}
		case 3:
			pix = mirror(nil, old, w, c)
		}
		return pix
	}
	for p := range parts {
		im := &dataset.Images{N: n, H: h, W: w, C: c, Pix: []uint8{}, Labels: []int32{}}
		for range n {
			var pix []uint8
			switch k := rng.IntN(10); {
			case k == 0:
				pix = slices.Repeat([]uint8{uint8(rng.IntN(3))}, h*w*c) // of one value
			case k < 5 && len(made) > 0:
				pix = alike()
			default:
				pix = fresh()
			}
			made = append(made, pix)
			im.Pix, im.Labels = append(im.Pix, pix...), append(im.Labels, rng.Int32N(3))
		}
		out = append(out, Part{Name: string(rune('a' + p)), Images: im})
	}
	return out
}

// correlation is Pearson's r in two passes, or NaN for a picture of one value.
func correlation(x, y []float32) float64 {
	mean := func(v []float32) (m float64) {
		for _, a := range v {
			m += float64(a) / float64(len(v))
		}
		return m
	}
	mx, my := mean(x), mean(y)
	var xy, xx, yy float64
	for i := range x {
		dx, dy := float64(x[i])-mx, float64(y[i])-my
		xy, xx, yy = xy+dx*dy, xx+dx*dx, yy+dy*dy
	}
	if xx < 1e-9 || yy < 1e-9 {
		return math.NaN()
	}
	return xy / math.Sqrt(xx*yy)
}

// naiveDuplicates compares every picture with every other.
func naiveDuplicates(parts []Part, near float64, mirrored bool) *Duplicates {
	d := &Duplicates{Near: near, Mirrored: mirrored}
	var value [][]float32
	var label []int32
	var part []int
	for p, x := range parts {
		d.Parts = append(d.Parts, DuplicatePart{Name: x.Name, Pictures: x.Images.N})
		for i := range x.Images.N {
			v := make([]float32, x.Images.Size())
			x.Images.Floats(v, i)
			value, part = append(value, v), append(part, p)
			if x.Images.Labels == nil {
				label = append(label, -1)
			} else {
				label = append(label, x.Images.Labels[i])
			}
		}
	}
	n := len(value)
	im := parts[0].Images
	between := map[[2]int]*DuplicateBetween{}
	for p := range parts {
		for q := p; q < len(parts); q++ {
			between[[2]int{p, q}] = &DuplicateBetween{A: parts[p].Name, B: parts[q].Name}
		}
	}
	group := make([]int, n)
	for i := range group {
		group[i] = i
	}
	first := func(i int) bool {
		return !slices.ContainsFunc(value[:i], func(v []float32) bool { return slices.Equal(v, value[i]) })
	}
	d.Partner, d.Leak, d.Later = make([]Partner, n), make([]Partner, n), make([]bool, n)
	var partner [][]Partner
	own, earlier := make([][2]bool, n), make([][2]bool, n)
	other := make([]bool, n)
	for i := range n {
		partner = append(partner, slices.Repeat([]Partner{nobody()}, len(parts)))
		d.Partner[i], d.Leak[i] = nobody(), nobody()
	}
	for i := range n {
		for j := range n {
			if i == j {
				continue
			}
			exact := slices.Equal(value[i], value[j])
			dist, turned := 0.0, false
			if !exact {
				dist = 1 - correlation(value[i], value[j])
				if mirrored {
					if t := 1 - correlation(mirror(nil, value[min(i, j)], im.W, im.C), value[max(i, j)]); t < dist {
						dist, turned = t, true
					}
				}
				dist = max(dist, 0)
			}
			if !(dist <= near) {
				continue
			}
			p := Partner{int32(j), dist}
			if d.Partner[i].Row < 0 || dist < d.Partner[i].Distance {
				d.Partner[i] = p
			}
			if part[j] < part[i] && (d.Leak[i].Row < 0 || dist < d.Leak[i].Distance) {
				d.Leak[i] = p
			}
			d.Later[i] = d.Later[i] || part[j] > part[i]
			mark := func(m *[2]bool) { m[0], m[1] = true, m[1] || exact }
			if part[j] == part[i] {
				mark(&own[i])
			} else if part[j] < part[i] {
				mark(&earlier[i])
			}
			differ := label[i] >= 0 && label[j] >= 0 && label[i] != label[j]
			other[i] = other[i] || differ
			if i > j {
				continue
			}
			c := &between[[2]int{part[i], part[j]}].Near
			if exact {
				c = &between[[2]int{part[i], part[j]}].Exact
			}
			c.Pairs++
			c.OtherLabel += toInt(differ)
			from, to := group[j], group[i]
			for k := range group {
				if group[k] == from {
					group[k] = to
				}
			}
			if first(i) && (exact || first(j)) {
				d.Pairs = append(d.Pairs, DuplicatePair{A: int32(i), B: int32(j), Distance: dist, Exact: exact, Mirrored: turned,
					Across: part[i] != part[j], OtherLabel: differ})
			}
		}
	}
	size := map[int]int{}
	for i := range n {
		x := &d.Parts[part[i]]
		x.Any += toInt(own[i][0])
		x.Exact += toInt(own[i][1])
		x.Leaked += toInt(earlier[i][0])
		x.LeakedExact += toInt(earlier[i][1])
		x.OtherLabel += toInt(other[i])
		size[group[i]]++
	}
	for _, k := range size {
		if k > 1 {
			d.Groups++
			d.Grouped += k
		}
	}
	for p := range parts {
		for q := p; q < len(parts); q++ {
			d.Between = append(d.Between, *between[[2]int{p, q}])
		}
	}
	return d
}

func TestDuplicatesAgainstEveryPair(t *testing.T) {
	for _, shape := range [][4]int{{6, 5, 1, 2}, {9, 4, 3, 3}, {1, 20, 1, 1}, {17, 16, 1, 2}} {
		for _, mirrored := range []bool{false, true} {
			t.Run(fmt.Sprint(shape, mirrored), func(t *testing.T) {
				rng := rand.New(rand.NewPCG(uint64(shape[0]), 7))
				parts := leaky(rng, shape[0], shape[1], shape[2], shape[3], 150)
				if shape[0] == 9 { // mixed kinds, a part without labels
					im := parts[1].Images
					im.F32 = make([]float32, len(im.Pix))
					for i, v := range im.Pix {
						im.F32[i] = float32(v) / 255
					}
					im.Pix, im.Labels = nil, nil
				}
				want := naiveDuplicates(parts, 0.01, mirrored)
				got, err := FindDuplicates(t.Context(), parts, DuplicateOptions{Near: 0.01, Mirrored: mirrored, Workers: 3})
				if err != nil {
					t.Fatal(err)
				}
				if want.Between[0].Near.Pairs == 0 || want.Between[0].Exact.Pairs == 0 {
					t.Fatal("nothing planted")
				}
				// Distances are rounded in other ways, so equal ones may come in another order.
				for _, d := range []*Duplicates{want, got} {
					slices.SortFunc(d.Pairs, func(a, b DuplicatePair) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
				}
				for i := range got.Partner {
					for _, x := range [][2]Partner{{want.Partner[i], got.Partner[i]}, {want.Leak[i], got.Leak[i]}} {
						if (x[0].Row < 0) != (x[1].Row < 0) || math.Abs(x[0].Distance-x[1].Distance) > 1e-7 {
							t.Errorf("picture %d: partner %v, want %v", i, x[1], x[0])
						}
					}
				}
				opt := gocmp.Options{
					cmpopts.EquateApprox(0, 1e-7), cmpopts.IgnoreFields(Duplicates{}, "Largest", "Partner", "Leak"),
					cmpopts.IgnoreFields(DuplicatePair{}, "Group", "Mirrored"),
				}
				if diff := gocmp.Diff(want, got, opt); diff != "" {
					t.Errorf("(-every pair +found):\n%s", diff)
				}
			})
		}
	}
}

// TestDuplicatesOfTheSample compares with every pair of the sample's pictures.
func TestDuplicatesOfTheSample(t *testing.T) {
	set, err := dataset.Sample()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]int, 700)
	for i := range rows {
		rows[i] = i
	}
	parts := []Part{{Name: "train", Images: set.Train.Subset(rows)}, {Name: "test", Images: set.Test.Subset(rows[:300])}}
	const near = 0.02
	var want []DuplicatePair
	from := [2]int{0, 700}
	value := make([][]float32, 1000)
	for p, x := range parts {
		for i := range x.Images.N {
			value[from[p]+i] = make([]float32, 784)
			x.Images.Floats(value[from[p]+i], i)
		}
	}
	for i, x := range value {
		for j, y := range value[:i] {
			if d := 1 - correlation(x, y); d <= near {
				want = append(want, DuplicatePair{A: int32(j), B: int32(i), Distance: d})
			}
		}
	}
	got, err := FindDuplicates(t.Context(), parts, DuplicateOptions{Near: near})
	if err != nil {
		t.Fatal(err)
	}
	if len(want) < 5 {
		t.Fatalf("%d pairs", len(want))
	}
	slices.SortFunc(want, byNearness)
	if diff := gocmp.Diff(want, got.Pairs, cmpopts.EquateApprox(0, 1e-7), cmpopts.IgnoreFields(DuplicatePair{}, "Group", "Across", "OtherLabel")); diff != "" {
		t.Errorf("(-every pair +found):\n%s", diff)
	}
}

func TestDuplicatesDoNotDependOnWorkers(t *testing.T) {
	parts := leaky(rand.New(rand.NewPCG(3, 4)), 8, 8, 1, 2, 1300)
	var all [][]byte
	for _, workers := range []int{1, 2, 5} {
		d, err := FindDuplicates(t.Context(), parts, DuplicateOptions{Near: 0.02, Mirrored: true, Listed: 100, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Pairs) < 300 || len(d.Largest) != mostGroups {
			t.Fatalf("%d pairs, %d groups", len(d.Pairs), len(d.Largest))
		}
		// Infinite distances are no JSON.
		for i := range d.Partner {
			d.Partner[i].Distance, d.Leak[i].Distance = min(d.Partner[i].Distance, 9), min(d.Leak[i].Distance, 9)
		}
		b, err := json.Marshal(struct {
			*Duplicates
			P    []DuplicatePair
			Q, L []Partner
			E    []bool
		}{d, d.Pairs, d.Partner, d.Leak, d.Later})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	if !slices.Equal(all[0], all[1]) || !slices.Equal(all[0], all[2]) {
		t.Error("the number of workers changes what is found")
	}
}

// TestListsKeepTheNearest takes a short list of each kind from a long one.
func TestListsKeepTheNearest(t *testing.T) {
	parts := leaky(rand.New(rand.NewPCG(5, 4)), 8, 8, 1, 2, 400)
	find := func(listed int) *Duplicates {
		d, err := FindDuplicates(t.Context(), parts, DuplicateOptions{Near: 0.05, Listed: listed})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	long, short := find(0), find(7)
	var want []DuplicatePair
	kept := map[[2]bool]int{}
	for _, p := range long.Pairs {
		if k := [2]bool{p.Across, p.OtherLabel}; kept[k] < 7 {
			kept[k]++
			want = append(want, p)
		}
	}
	if diff := gocmp.Diff(want, short.Pairs); diff != "" || len(want) != 28 {
		t.Errorf("%d pairs (-want +got):\n%s", len(want), diff)
	}
}

// TestAllPicturesEqual counts a square of pairs without listing it.
func TestAllPicturesEqual(t *testing.T) {
	const n = 60_000
	im := &dataset.Images{N: n, H: 1, W: 2, C: 1, Pix: slices.Repeat([]uint8{1, 2}, n)}
	test := &dataset.Images{N: 1, H: 1, W: 2, C: 1, Pix: []uint8{1, 2}}
	d, err := FindDuplicates(t.Context(), []Part{{Name: "train", Images: im}, {Name: "test", Images: test}}, DuplicateOptions{Near: 0.01, Listed: 10})
	if err != nil {
		t.Fatal(err)
	}
	if d.Between[0].Exact.Pairs != n*(n-1)/2 || d.Between[1].Exact.Pairs != n || len(d.Pairs) != 11 || d.Groups != 1 || d.Grouped != n+1 ||
		d.Parts[0].Exact != n || d.Parts[1].LeakedExact != 1 || len(d.Largest[0].First) != mostMembers {
		t.Errorf("%+v", d.Between)
	}
}

func TestTooNear(t *testing.T) {
	// 7000 ramps of other brightness: 24 million near pairs.
	const n = 7000
	im := &dataset.Images{N: n, H: 1, W: 4, C: 1}
	for i := range n {
		b := float32(i)
		im.F32 = append(im.F32, b, b+1, b+2, b+3)
	}
	_, err := FindDuplicates(t.Context(), []Part{{Name: "train", Images: im}}, DuplicateOptions{Near: 0.01})
	if !errors.Is(err, ErrTooNear) {
		t.Errorf("error %v", err)
	}
}

func TestOnePicture(t *testing.T) {
	im := &dataset.Images{N: 1, H: 1, W: 1, C: 1, Pix: []uint8{7}}
	empty := &dataset.Images{H: 1, W: 1, C: 1, Pix: []uint8{}}
	d, err := FindDuplicates(t.Context(), []Part{{Name: "train", Images: im}, {Name: "test", Images: empty}}, DuplicateOptions{Near: 1, Mirrored: true})
	if err != nil || len(d.Pairs) != 0 || d.Groups != 0 || len(d.Between) != 3 {
		t.Errorf("%v, %+v", err, d)
	}
}

func TestDuplicatesCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	parts := leaky(rand.New(rand.NewPCG(1, 1)), 4, 4, 1, 1, 50)
	if _, err := FindDuplicates(ctx, parts, DuplicateOptions{Near: 0.1}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestSketchBoundsTheCorrelation holds the inequality, and that turning a picture
// turns its sketch.
func TestSketchBoundsTheCorrelation(t *testing.T) {
	parts := leaky(rand.New(rand.NewPCG(8, 1)), 20, 24, 3, 1, 60)
	a := newAlbum(parts)
	m, s := newDupMeasure(a), newSketcher(20, 24, 3)
	var unit, room []float64
	unit = make([]float64, a.size())
	type shown struct {
		unit          []float64
		plain, turned []float32
	}
	var all []shown
	for g := range a.groups() {
		if !m.unit(unit, a.first(g)) {
			continue
		}
		x := shown{slices.Clone(unit), make([]float32, sketchWidth), make([]float32, sketchWidth)}
		room = s.sketch(x.plain, unit, room)
		room = s.sketch(x.turned, mirror(nil, unit, 24, 3), room)
		all = append(all, x)
	}
	dot := func(x, y []float32) (sum float64) {
		for i := range x {
			sum += float64(x[i]) * float64(y[i])
		}
		return sum
	}
	for i, x := range all {
		turned := slices.Clone(x.plain)
		s.mirror(turned)
		for k := range turned {
			testutil.Near(t, "mirrored sketch", float64(turned[k]), float64(x.turned[k]), 1e-6)
		}
		testutil.Near(t, "length", dot(x.plain, x.plain), 1, 1e-6)
		for _, y := range all[:i] {
			r, bound := dotFloats(x.unit, y.unit), dot(x.plain, y.plain)
			if r > bound+dupSlack/2 {
				t.Fatalf("r %v above its bound %v", r, bound)
			}
		}
	}
}
