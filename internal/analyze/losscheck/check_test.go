package losscheck

import (
	"math"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/metric"
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/triplet"
)

func check(t *testing.T, text string) *Result {
	t.Helper()
	spec, err := triplet.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	emb, dim := MadeUp(1)
	c, err := Check(spec, emb, dim)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCheckLossSaysWhatALossDoes(t *testing.T) {
	for _, c := range []struct{ loss, want string }{
		{"cosine", "pulls positives to the anchor and pushes negatives away, as a loss should"},
		{"combined", "as a loss should"},
		{"let d = cos + 0.3*euc; softplus(10*(d_ap - 1)) + softplus(10*(1 - d_an))", "as a loss should"},
		{"combined-as-printed", "is it inverted?"},
		{"relu(1 - cos_ap) + relu(1 - cos_an)", "pushes the positive away from the anchor"},
		{"euc_ap + euc_an", "pulls the negative to the anchor"},
		{"square(euc_ap)", "nothing pushes negatives away"},
		{"relu(2 - euc_an)", "nothing pulls the positive"},
		{"euc_ap - euc_an", "falls without end as euc_an grows"},
		{"euc_ap - log(1 + euc_an)", "as a loss should"}, // falls, but ever more slowly
		{"relu(cos_ap - cos_an - 3)", "silent on every triplet"},
		{"relu(cos_ap - cos_an + 0.4) + relu(cos_ap - cos_an - 3)", "relu(cos_ap - cos_an - 3) is silent"},
		{"log(cos_ap - cos_an)", "takes the logarithm of"},
	} {
		if got := check(t, c.loss); !strings.Contains(got.Verdict.String(), c.want) {
			t.Errorf("%s: %s\nwant %q", c.loss, got.Verdict, c.want)
		}
	}
}

func TestCheckLossMeasuresShares(t *testing.T) {
	c := check(t, "0.8*relu(cos_ap - cos_an + 0.4) + 0.02*relu(euc_ap - euc_an - 5)")
	for _, v := range c.Variables {
		if s := v.Shrinks + v.Grows + v.Still; math.Abs(s-1) > 1e-12 {
			t.Errorf("%s: shares add up to %v", v.Name, s)
		}
		for _, h := range c.Hinges {
			if strings.Contains(h.Hinge, v.Name) && math.Abs(float64(h.Active)/float64(h.Triplets)-v.Shrinks-v.Grows) > 1e-12 {
				t.Errorf("%s moves in %v, its hinge acts on %d of %d", v.Name, v.Shrinks+v.Grows, h.Active, h.Triplets)
			}
		}
	}
	if c.Silent <= 0 || c.Silent > 0.5 || math.Abs(c.AtMargin-0.32) > 1e-12 || c.Decision != "0.8*cos + 0.02*euc" {
		t.Errorf("silent %v, at margin %v, decision %s", c.Silent, c.AtMargin, c.Decision)
	}
	if !slices.ContainsFunc(c.Findings, func(f Finding) bool { return strings.Contains(f.Text.String(), "from cosine alone") }) {
		t.Errorf("findings %+v", c.Findings)
	}
}

// Triplets of every difficulty must be there, or a hinge would look silent.
func TestMadeUpTripletsAreOfEveryKind(t *testing.T) {
	emb, dim := MadeUp(1)
	for name, margin := range map[string]float64{"cosine": 0.2, "euclidean": 1} {
		d, err := distance.Lookup[float64](name)
		if err != nil {
			t.Fatal(err)
		}
		ap, an := metric.TripletDistances(d, emb, dim)
		var easy, semi, hard int
		for i := range ap {
			switch {
			case an[i] > ap[i]+margin:
				easy++
			case an[i] > ap[i]:
				semi++
			default:
				hard++
			}
		}
		if least := min(easy, semi, hard); least < len(ap)/20 {
			t.Errorf("%s: %d easy, %d semi-hard, %d hard", name, easy, semi, hard)
		}
	}
	again, _ := MadeUp(1)
	other, _ := MadeUp(2)
	if !slices.Equal(emb, again) || slices.Equal(emb, other) {
		t.Error("a seed does not decide the triplets")
	}
}

func TestPlaneIsTheLoss(t *testing.T) {
	c := check(t, "relu(cos_ap - cos_an + 0.4) + 0.1*relu(euc_ap - euc_an - 1)")
	p, ok := c.Plane()
	if !ok || len(p.Values) != p.Columns*p.Rows {
		t.Fatal("no plane")
	}
	for k, got := range p.Values {
		x := p.X0 + (p.X1-p.X0)*float64(k%p.Columns)/float64(p.Columns-1)
		y := p.Y0 + (p.Y1-p.Y0)*float64(k/p.Columns)/float64(p.Rows-1)
		if want := max(x+0.4, 0) + 0.1*max(y-1, 0); math.Abs(got-want) > 1e-12 {
			t.Fatalf("at %v, %v: %v, want %v", x, y, got, want)
		}
	}
	c = check(t, "square(euc_ap) + relu(2 - euc_an)")
	if p, ok = c.Plane(); !ok || p.XLabel != "d(a,p), euclidean" || p.YLabel != "d(a,n), euclidean" {
		t.Errorf("labels %q, %q", p.XLabel, p.YLabel)
	}
	if _, ok = check(t, "relu(|a| - 1)").Plane(); ok {
		t.Error("a plane of lengths")
	}
}
