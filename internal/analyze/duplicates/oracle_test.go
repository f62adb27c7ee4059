package duplicates

import (
	"math"
	"math/rand/v2"
	"slices"

	"mekiki/internal/dataset"
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
func naiveDuplicates(parts []Part, near float64, mirrored bool) *Result {
	d := &Result{Near: near, Mirrored: mirrored}
	var value [][]float32
	var label []int32
	var part []int
	for p, x := range parts {
		d.Parts = append(d.Parts, PartCount{Name: x.Name, Pictures: x.Images.N})
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
	between := map[[2]int]*Between{}
	for p := range parts {
		for q := p; q < len(parts); q++ {
			between[[2]int{p, q}] = &Between{A: parts[p].Name, B: parts[q].Name}
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
	own, earlier := make([][2]bool, n), make([][2]bool, n)
	other := make([]bool, n)
	for i := range n {
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
				d.Pairs = append(d.Pairs, Pair{A: int32(i), B: int32(j), Distance: dist, Exact: exact, Mirrored: turned,
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
