package plot

import (
	"errors"
	"fmt"
	"image/color"
	"math"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// blots are n points in as many blots as there are classes, every ninth marked.
func blots(n int, classes []string) Cloud {
	rng := rand.New(rand.NewPCG(4, 4))
	c := Cloud{Label: "map", XLabel: "first", YLabel: "second", Classes: classes, MarkedName: "called another class"}
	for i := range n {
		k := i % len(classes)
		a := float64(k) / float64(len(classes)) * 2 * math.Pi
		c.X = append(c.X, 5*math.Cos(a)+rng.NormFloat64())
		c.Y = append(c.Y, 5*math.Sin(a)+rng.NormFloat64())
		c.Class = append(c.Class, int32(k))
		c.Marked = append(c.Marked, i%9 == 0)
	}
	return c
}

func TestCloudPlaces(t *testing.T) {
	c := Cloud{X: []float64{-3, 1, 0}, Y: []float64{10, 12, 11}}
	at := c.Place()
	// 4 wide and 2 high: x fills the frame, y has the same scale and is upside down.
	box := c.frame()
	scale := float64(box.Max.X-box.Min.X-2*cloudMargin) / 4
	if d := at[1][0] - at[0][0]; math.Abs(d-4*scale) > 1e-9 {
		t.Errorf("x spans %v, want %v", d, 4*scale)
	}
	if d := at[0][1] - at[1][1]; math.Abs(d-2*scale) > 1e-9 {
		t.Errorf("y spans %v, want %v", d, 2*scale)
	}
	f, err := c.Figure()
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range at {
		if p[0] < 0 || p[1] < 0 || p[0] > f.Width || p[1] > f.Height {
			t.Errorf("point %d at %v of %v x %v", i, p, f.Width, f.Height)
		}
		if dot := "M" + num(p[0]) + " " + num(p[1]) + "h0"; !strings.Contains(string(f.Inline()), dot) {
			t.Errorf("no dot %s", dot)
		}
	}
}

func TestCloudDrawsEveryPointOnce(t *testing.T) {
	c := blots(500, []string{"a", "b", "c"})
	f, err := c.Figure()
	if err != nil {
		t.Fatal(err)
	}
	svg := string(f.Inline())
	dots, marked := map[string]int{}, -1
	for _, m := range regexp.MustCompile(`<path class="([^"]*)" d="([^"]*)"[^>]*style="stroke:var\(--plot-(\w+)\)"`).FindAllStringSubmatchIndex(svg, -1) {
		class, n, colour := svg[m[2]:m[3]], strings.Count(svg[m[4]:m[5]], "h0"), svg[m[6]:m[7]]
		if colour == "ink" {
			class += " ground"
		} else if want := "h" + class[1:2]; colour != want {
			t.Errorf("class %s has colour %s", class, colour)
		}
		dots[class] += n
		if strings.Contains(class, "marked") && marked < 0 {
			marked = m[0]
		} else if !strings.Contains(class, "marked") && marked >= 0 {
			t.Error("a marked point lies below others")
		}
	}
	for k, class := range []string{"k0", "k1", "k2"} {
		want := 0
		for i := range c.X {
			if c.Class[i] == int32(k) && c.Marked[i] {
				want++
			}
		}
		all := 500 / 3
		if k < 500%3 {
			all++
		}
		if dots[class] != all-want || dots[class+" marked"] != want || dots[class+" marked ground"] != want {
			t.Errorf("%s: %d plain, %d marked, %d grounds; want %d and %d", class, dots[class], dots[class+" marked"], dots[class+" marked ground"], all-want, want)
		}
	}
	c.Marked, c.Class = nil, nil
	f, _ = c.Figure()
	if svg := string(f.SVG()); strings.Contains(svg, "called another") || strings.Count(svg, "h0M")+strings.Count(svg, `h0"`) != 500 {
		t.Error("without classes and marks: a legend, or not every point")
	}
}

func TestCloudNames(t *testing.T) {
	long := strings.Repeat("クラス class ", 9)
	var many []string
	for i := range 60 {
		many = append(many, fmt.Sprint("class ", i))
	}
	for _, names := range [][]string{{"a", "b", "c", "d"}, {long, long, long}, many} {
		c := blots(900, names)
		c.XLabel, c.YLabel, c.MarkedName = long+long+long, long+long+long, long+long
		f, err := c.Figure()
		checkLabels(t, names[0], f, err)
	}
	// Classes in one place, as PCA often has them: names keep apart.
	shoes := strings.Fields("Sandal Ankle-boot Sneaker Boot Shoe Slipper Clog Pump Loafer Mule Moccasin Brogue")
	c := blots(1200, shoes)
	for i := range c.X {
		a := float64(i%12) / 12 * 2 * math.Pi
		c.X[i], c.Y[i] = c.X[i]-5*math.Cos(a), c.Y[i]-5*math.Sin(a)
	}
	c.X[0] = 12 // and one far from all
	c.XLabel, c.YLabel, c.Marked = "", "", nil
	f, err := c.Figure()
	if err != nil {
		t.Fatal(err)
	}
	crowd := labels(t, f)
	if len(crowd) < 8 {
		t.Errorf("%d of %d names", len(crowd), len(shoes))
	}
	for i, a := range crowd {
		for _, b := range crowd[:i] {
			if a.x0-b.x1 < 7 && b.x0-a.x1 < 7 && a.y0-b.y1 < 5 && b.y0-a.y1 < 5 {
				t.Errorf("%q and %q stand too near", a.text, b.text)
			}
		}
	}
	c = blots(400, []string{"left", "right"})
	c.XLabel, c.YLabel, c.Marked = "", "", nil
	f, err = c.Figure()
	if err != nil {
		t.Fatal(err)
	}
	at := c.Place()
	for _, l := range labels(t, f) { // the name lies among points of its class
		best, nearest := math.Inf(1), int32(-1)
		for i, p := range at {
			if d := math.Hypot(p[0]-(l.x0+l.x1)/2, p[1]-(l.y0+l.y1)/2); d < best {
				best, nearest = d, c.Class[i]
			}
		}
		if c.Classes[nearest] != l.text {
			t.Errorf("%q lies at a point of %q", l.text, c.Classes[nearest])
		}
	}
}

func TestCloudOfFewAndFlat(t *testing.T) {
	for _, c := range []Cloud{
		{X: []float64{1}, Y: []float64{2}},
		{X: []float64{1, 1}, Y: []float64{2, 2}, Class: []int32{0, 70000}},
		{X: []float64{1, 2, 3}, Y: []float64{0, 0, 0}, Class: []int32{1, 1, 0}, Classes: []string{"", "b"}},
		{X: []float64{-1e149, 1e149}, Y: []float64{0, 1}},
	} {
		f, err := c.Figure()
		if err != nil {
			t.Fatal(err)
		}
		if s := string(f.SVG()); strings.Contains(s, "NaN") || strings.Contains(s, "Inf") {
			t.Errorf("%+v: %s", c, s)
		}
		if _, err := f.PNG(72); err != nil {
			t.Error(err)
		}
	}
	if _, err := (Cloud{}).Figure(); !errors.Is(err, ErrNoData) {
		t.Errorf("no points: %v", err)
	}
	panics(t, "lengths", func() { Cloud{X: []float64{1}, Y: []float64{1}, Class: []int32{1, 2}}.Place() })
	panics(t, "NaN", func() { Cloud{X: []float64{1}, Y: []float64{math.NaN()}}.Place() })
}

// TestHuesStayApart sees the class colours as people with and without the two common
// kinds of colour blindness do, by the matrices of Machado, Oliveira and Fernandes
// (2009, severity 1), and measures their distances in OKLab (Ottosson 2020).
func TestHuesStayApart(t *testing.T) {
	eyes := map[string][9]float64{
		"all cones":    {1, 0, 0, 0, 1, 0, 0, 0, 1},
		"protanopia":   {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
		"deuteranopia": {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
	}
	for name, eye := range eyes {
		for i := range hues {
			for j := range i {
				for theme, pair := range map[string][2]string{"light": {hues[i].light, hues[j].light}, "dark": {hues[i].dark, hues[j].dark}} {
					a, b := oklab(seen(parseColour(pair[0]), eye)), oklab(seen(parseColour(pair[1]), eye))
					if d := math.Hypot(math.Hypot(a[0]-b[0], a[1]-b[1]), a[2]-b[2]); d < 0.08 {
						t.Errorf("%s, %s: %s and %s are %.3f apart", name, theme, pair[0], pair[1], d)
					}
				}
			}
		}
	}
}

// seen is the linear light of a colour as an eye sees it.
func seen(c color.NRGBA, eye [9]float64) (out [3]float64) {
	var in [3]float64
	for k, v := range []uint8{c.R, c.G, c.B} {
		in[k] = float64(v) / 255
		if in[k] <= 0.04045 {
			in[k] /= 12.92
		} else {
			in[k] = math.Pow((in[k]+0.055)/1.055, 2.4)
		}
	}
	return times(eye, in, func(v float64) float64 { return min(max(v, 0), 1) })
}

func oklab(c [3]float64) [3]float64 {
	lms := times([9]float64{
		0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619, 0.2817188376, 0.6299787005,
	}, c, math.Cbrt)
	return times([9]float64{
		0.2104542553, 0.7936177850, -0.0040720468, 1.9779984951, -2.4285922050, 0.4505937099, 0.0259040371, 0.7827717662, -0.8086757660,
	}, lms, func(v float64) float64 { return v })
}

func times(m [9]float64, v [3]float64, then func(float64) float64) (out [3]float64) {
	for k := range out {
		out[k] = then(m[3*k]*v[0] + m[3*k+1]*v[1] + m[3*k+2]*v[2])
	}
	return out
}
