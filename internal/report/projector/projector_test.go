package projector

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image"
	_ "image/jpeg"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"mekiki/internal/analyze/projection"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/testutil"
	"mekiki/internal/testutil/webpage"
)

// example is a map of twelve pictures of three classes, two of them called wrong.
func example() *Page {
	right, space := 0.75, 10.0/12
	tsne := &projection.Projection{Method: projection.TSNE, Perplexity: 11.0 / 3, Divergence: 0.2, Quality: projection.Quality{Neighbours: 5, Trustworthiness: 0.95, Kept: 0.6, KNN5: &right}}
	pca := &projection.Projection{Method: projection.PCA, Variance: []float64{0.5, 0.25}, Quality: projection.Quality{Neighbours: 5, Trustworthiness: 0.9, Kept: 0.4, KNN5: &right}}
	m := &Page{
		Version: "0.1.0", Machine: "linux/amd64", Command: "mekiki map model.safetensors", Time: time.Date(2026, 1, 5, 9, 30, 0, 0, time.UTC),
		Subject: "embeddings of test pictures", Data: "fashion-mnist", Of: 10000, Classes: []string{"Bag", "Coat", "<Dress>", "Shirt"},
		Called: []int32{0, 1, 2, 0, 1, 2, 0, 3, 2, 0, 1, 0}, CalledBy: "their 5 nearest training pictures by cosine distance",
		Settings: []kit.Setting{{Key: "space", Value: "cosine"}}, Timings: []kit.Timing{{Name: "draw the map", Seconds: 1.5}},
		Result: &projection.Result{Space: "cosine", Points: 12, Dim: 128, Seed: 1, Projections: []*projection.Projection{tsne, pca}, KNN5: &space},
	}
	for i := range 12 {
		m.Labels = append(m.Labels, int32(i%3))
		p := kit.Picture{H: 3, W: 4, C: 1, Index: 100 + i, Class: m.Classes[i%3]}
		for k := range 12 {
			p.Pix = append(p.Pix, uint8((i*16+k*17)%256))
		}
		m.Pictures = append(m.Pictures, p)
		a := float64(i) / 12 * 2 * math.Pi
		tsne.XY = append(tsne.XY, 10*math.Cos(a), 10*math.Sin(a))
		pca.XY = append(pca.XY, math.Cos(3*a), math.Sin(2*a))
	}
	return m
}

func html(t *testing.T, m *Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := kit.RenderPage(&b, pageTemplate, newPageView(m, newDocument(m)), lang.English); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestMapGolden(t *testing.T) {
	m := example()
	testutil.Golden(t, "testdata/map.html", []byte(webpage.Outline(html(t, m))))
	var b bytes.Buffer
	if err := kit.WriteJSON(&b, Schema(), newDocument(m)); err != nil {
		t.Fatal(err)
	}
	testutil.Golden(t, "testdata/map.json", b.Bytes())
}

// TestEarlierMapsGo: what an earlier map wrote goes, what somebody else wrote stays,
// even under a name that a map might use.
func TestEarlierMapsGo(t *testing.T) {
	names := func(dir string) []string {
		left, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for i := range left {
			left[i] = filepath.Base(left[i])
		}
		return left
	}
	both, one := example(), example()
	one.Result = &projection.Result{}
	*one.Result = *both.Result
	one.Result.Projections = slices.DeleteFunc(slices.Clone(one.Result.Projections), func(p *projection.Projection) bool { return p.Method == projection.PCA })
	ours := []string{"map-tsne.npy", "map-tsne.png", "map-tsne.svg", "map.html", "map.json"}

	dir := t.TempDir()
	for _, m := range []*Page{both, one} {
		if err := Write(dir, m); err != nil {
			t.Fatal(err)
		}
	}
	if left := names(dir); !slices.Equal(left, ours) {
		t.Errorf("%q, want %q", left, ours)
	}

	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "map-pca.svg"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := Write(dir, one); err != nil {
		t.Fatal(err)
	}
	if left, want := names(dir), append([]string{"map-pca.svg"}, ours...); !slices.Equal(left, want) {
		t.Errorf("%q, want %q", left, want)
	}
}

// TestMapNeedsNothingElse looks for what a page without a network cannot have.
func TestMapNeedsNothingElse(t *testing.T) {
	page := strings.ReplaceAll(html(t, example()), `xmlns="http://www.w3.org/2000/svg"`, "")
	for _, bad := range []string{"http:", "https:", "<link", "@import", `src="/`, "ZgotmplZ", "<Dress>"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
}

// TestMapScriptData decodes what the script reads: the places must be those of the
// drawing, and the texts those of the points.
func TestMapScriptData(t *testing.T) {
	m := example()
	page := html(t, m)
	var data points
	raw := regexp.MustCompile(`(?s)class="map-data">(.*?)</script>`).FindStringSubmatch(page)[1]
	if err := json.Unmarshal([]byte(raw), &data); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	if data.Names[2] != "<Dress>" || data.Index[11] != 111 || data.Called[7] != 3 || data.Names[3] != "Shirt" || data.Label[7] != 1 {
		t.Errorf("data %+v", data)
	}
	figures := regexp.MustCompile(`data-places="([^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(figures) != 2 {
		t.Fatalf("%d figures", len(figures))
	}
	for k, p := range m.Result.Projections {
		b, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(figures[k][1], "&#43;", "+"))
		if err != nil {
			t.Fatal(err)
		}
		for i, at := range m.cloud(p).Place() {
			for c, want := range at {
				got := float64(int(b[4*i+2*c])+256*int(b[4*i+2*c+1])) / 100
				testutil.Near(t, "place", got, want, 0.005)
			}
		}
	}
}

func TestMapWithoutLabels(t *testing.T) {
	m := example()
	m.Labels, m.Called, m.Classes, m.Result.KNN5 = nil, nil, nil, nil
	for _, p := range m.Result.Projections {
		p.KNN5 = nil
	}
	m.Result.Projections = m.Result.Projections[:1]
	page := html(t, m)
	for _, bad := range []string{"wrong", "class right", "map-keys\"", "null", "own class"} {
		if strings.Contains(webpage.Outline(page), bad) {
			t.Errorf("without labels the page says %q", bad)
		}
	}
	if !strings.Contains(page, `"label":[],"called":[]`) {
		t.Error("the script gets no empty lists")
	}
}

func TestWriteMap(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	if err := Write(dir, example()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"map.html", "map.json", "map-tsne.svg", "map-tsne.png", "map-tsne.npy", "map-pca.svg", "map-pca.png", "map-pca.npy"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Write(filepath.Join(file, "x"), example()); err == nil || !strings.Contains(err.Error(), "choose a folder") {
		t.Errorf("a folder that cannot be: %v", err)
	}
}

func decoded(t *testing.T, s sheet) image.Image {
	t.Helper()
	_, data, _ := strings.Cut(string(s.URI), "base64,")
	raw, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		t.Fatal(err)
	}
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestSheet(t *testing.T) {
	m := example()
	s := newSheet(m.Pictures)
	img := decoded(t, s)
	if s.Columns != 4 || s.W != 4 || s.H != 3 || img.Bounds().Dx() != 16 || img.Bounds().Dy() != 9 {
		t.Fatalf("sheet %d columns of %d x %d, %v", s.Columns, s.W, s.H, img.Bounds())
	}
	for k, p := range m.Pictures {
		for i, v := range p.Pix {
			r, _, _, _ := img.At(k%4*4+i%4, k/4*3+i/4).RGBA()
			if d := int(r>>8) - int(v); d < -9 || d > 9 { // half a shade
				t.Errorf("picture %d, pixel %d: %d for %d", k, i, r>>8, v)
			}
		}
	}
	// Large colour pictures: scaled to their means, none bleeds into its neighbour.
	var large []kit.Picture
	for k := range 5 {
		p := kit.Picture{H: 50, W: 100, C: 3, Pix: make([]uint8, 15000)}
		for i := range p.Pix {
			p.Pix[i] = uint8(50 * k)
		}
		large = append(large, p)
	}
	s = newSheet(large)
	img = decoded(t, s)
	if s.W != 32 || s.H != 16 || s.Step != [2]int{32, 16} {
		t.Errorf("colour sheet of %d x %d, step %v", s.W, s.H, s.Step)
	}
	for k := range large {
		for _, at := range [][2]int{{0, 0}, {31, 15}} {
			r, g, b, _ := img.At(k%3*32+at[0], k/3*16+at[1]).RGBA()
			for _, v := range []uint32{r, g, b} {
				if d := int(v>>8) - 50*k; d < -6 || d > 6 {
					t.Errorf("picture %d at %v: %d", k, at, v>>8)
				}
			}
		}
	}
	if s := newSheet(nil); s.URI != "" {
		t.Error("a sheet of nothing")
	}
	odd := newSheet([]kit.Picture{{H: 28, W: 28, C: 1, Pix: make([]uint8, 28*28)}, {H: 2, W: 2, C: 1, Pix: []uint8{1, 2}}})
	if decoded(t, odd).Bounds().Dx() != 56 {
		t.Error("a picture of another size spoils the sheet")
	}
}

func TestMapLayout(t *testing.T) {
	d := example()
	for _, s := range webpage.Folded {
		d.Settings = append(d.Settings, kit.Setting{Key: s[0], Value: s[1]})
	}
	webpage.Layout(t, html(t, d), 0)
}
