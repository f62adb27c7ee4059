package evaluation

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"mekiki/internal/eval"
)

// judged is a report of a real evaluation: good and bad on a line, 22 of 38 bad queries
// called good, so many test triplets, pixels that tell them apart.
func judged(t *testing.T, triplets int, names ...string) *Page {
	t.Helper()
	in := eval.Input{Dim: 2, Names: names}
	set := func(wrong int) (s eval.Set) {
		for i := range 126 {
			c, x := int32(0), float32(1)
			if i >= 88 {
				c = 1
				if i < 126-wrong {
					x = 9
				}
			}
			s.Labels, s.Emb = append(s.Labels, c), append(s.Emb, x, 1+float32(i)/1000)
		}
		return s
	}
	in.Query, in.Gallery = set(22), set(0)
	for range triplets {
		in.Test = append(in.Test, 1, 1, 1, 1.1, 9, 1)
	}
	in.Val = in.Test
	class := func(dst []float32, i int) error { dst[0] = float32(in.Gallery.Labels[i]); return nil }
	in.Pixels = &eval.Pixels{Size: 1, Query: class, Gallery: class, Test: func(dst []float32, i int) error { dst[0] = float32(i % 3 / 2); return nil }}
	r, err := eval.Run(context.Background(), in, eval.Options{Distances: []string{"cosine", "euclidean"}, SkipRetrieval: true})
	if err != nil {
		t.Fatal(err)
	}
	d := example(5)
	d.Eval = r
	return d
}

func TestPageShowsClassesAndBaselines(t *testing.T) {
	d := judged(t, 8, "good", "<bad>")
	page, doc := html(t, d), asJSON(t, d)
	for _, want := range []string{
		"16 of 38 found", "88 of 88 found", "42.1\u00a0%", "(27.9–57.8)", // Wilson
		"balanced accuracy", "71.1\u00a0%",
		"Without the network", `Always &#34;good&#34;`, "69.8\u00a0%", "5-NN accuracy by raw pixels",
		"Read the figures with care", "With 8 test triplets", "is below that of raw pixels",
		"&lt;bad&gt;", `x="27.`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page, "<bad>") {
		t.Error("a class name is not escaped")
	}
	for _, want := range []string{
		`"balanced_accuracy"`, `"largest_class"`, `"cautions"`, `"network_only"`,
		"16 of 38 pictures; the mean over classes, balanced accuracy, is 71.1", "With 8 test triplets the interval",
		"and raw pixels by the same neighbours for 100.0",
	} {
		if !strings.Contains(doc, want) {
			t.Errorf("report.json lacks %q", want)
		}
	}
	// The lead paragraph leaves to the box what the verdict of report.json says whole.
	_, lead, _ := strings.Cut(page, `<p class="verdict">`)
	lead, _, found := strings.Cut(lead, "</p>")
	if !found || strings.Contains(lead, "too few") {
		t.Errorf("the lead repeats the box: %s", lead)
	}
}

func TestPageWithoutClasses(t *testing.T) {
	page := html(t, example(5))
	for _, never := range []string{"Without the network", "Each class, by", "Read the figures with care"} {
		if strings.Contains(page, never) {
			t.Errorf("an evaluation without them shows %q", never)
		}
	}
}

func TestManyClassesShowTheWorst(t *testing.T) {
	d := judged(t, 8, "good", "bad")
	c := &eval.Classes{}
	for i := range 100 {
		r := eval.Interval{Value: float64(i) / 100, Lo: 0, Hi: 1}
		c.Classes = append(c.Classes, eval.Class{Class: int32(i), Name: fmt.Sprintf("kind-%d.", i), Pictures: 100, Right: i, Recall: &r})
	}
	d.Eval.Classes = map[string]*eval.Classes{"cosine": c}
	page := html(t, d)
	if !strings.Contains(page, "kind-39.<small>") || strings.Contains(page, "kind-40.<small>") || !strings.Contains(page, "60 more stand in report.json") {
		t.Error("not the 40 that are found least")
	}
}
