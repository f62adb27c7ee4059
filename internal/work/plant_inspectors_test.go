package work

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/station"
	"mekiki/internal/station/recipe"
)

// testLineage: of each inspector the station knows what it was made from, also where it has not got that, and what tells
// two apart is said, and nothing else.
func testLineage(t *testing.T, p *Plant) {
	b, err := p.Recipes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first, taught := b.Entries[0].Inspector, b.Entries[2].Inspector

	// An inspector whose thresholds were set elsewhere, in a file that the station has not.
	n, _, err := p.open(first)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := strings.Repeat("ee", 32)
	n.Thresholds.High *= 2
	n.Lineage = append(n.Lineage, inspect.Step{What: "learn", When: "2026-12-01T09:00:00Z", By: "ito", Good: 1, Parent: elsewhere})
	var file bytes.Buffer
	if err := n.Write(&file); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(file.Bytes())
	brought := hex.EncodeToString(sum[:])
	if hash, err := p.AddInspector(file.Bytes()); err != nil || hash != brought {
		t.Fatal(hash, err)
	}
	broken := strings.Repeat("bb", 32)
	if err := os.WriteFile(p.inspector(broken), []byte("no inspector"), 0o666); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(p.inspector(broken))

	list, err := p.Inspectors(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	of := func(hash string) InspectorNode {
		t.Helper()
		i := slices.IndexFunc(list, func(n InspectorNode) bool { return n.Hash == hash })
		if i < 0 {
			t.Fatalf("no %.8s in %+v", hash, list)
		}
		return list[i]
	}
	if n := of(first); !n.Here || n.Parent != "" || n.Step.What != "fit" || n.Taught || n.File.Good != 6 || n.File.Bad != 0 || n.File.Fitted != n.Step.When || n.File.Bytes == 0 || n.File.High <= 0 || len(n.Recipes) != 2 || n.Recipes[1].Number != 2 {
		t.Errorf("fitted: %+v, %+v", n, n.File)
	}
	if n := of(taught); !n.Here || !n.Taught || len(n.Step.Pictures) != 0 || n.Parent != first || n.Step.By != "sato" || n.Step.Bad != 2 || n.File.Bad != 2 || n.Recipes[0].Product != "ring" {
		t.Errorf("taught: %+v", n)
	}
	if n := of(brought); !n.Here || n.Taught || n.Parent != elsewhere || n.Step.By != "ito" || len(n.Recipes) != 0 {
		t.Errorf("brought: %+v", n)
	}
	if n := of(elsewhere); n.Here || n.File != nil || n.Step.What != "fit" || n.Err != nil {
		t.Errorf("elsewhere: %+v", n)
	}
	if n := of(broken); !n.Here || n.File != nil || n.Err == nil {
		t.Errorf("broken: %+v", n)
	}

	testDifferInspectors(t, p, first, taught, brought)
}

func testDifferInspectors(t *testing.T, p *Plant, first, taught, brought string) {
	d, err := p.DifferInspectors(first, brought)
	if err != nil || len(d.Facts) != 1 || d.Facts[0].What != "high" || d.Facts[0].Before == d.Facts[0].After || len(d.Good.Added)+len(d.Good.Removed)+len(d.Good.Changed)+len(d.Bad.Added) != 0 {
		t.Errorf("only the threshold differs: %+v, %v", d, err)
	}
	if d, err = p.DifferInspectors(first, taught); err != nil {
		t.Fatal(err)
	}
	says := map[string]FactDiffers{}
	for _, f := range d.Facts {
		says[f.What] = f
	}
	if f := says["bad"]; f.Before != "0" || f.After != "2" || says["good"].After != "7" {
		t.Errorf("%+v", d.Facts)
	}
	if _, ok := says["eye"]; ok {
		t.Errorf("what is the same is no difference: %+v", d.Facts)
	}
	if len(d.Bad.Added) != 2 || d.Bad.Added[0].Name != "s1-4.png" || len(d.Good.Added) != 1 || d.Good.Added[0].Number != 6 || len(d.Good.Removed) != 0 || len(d.Good.Changed) != 0 {
		t.Errorf("%+v, %+v", d.Good, d.Bad)
	}
	if picture, err := p.Known(taught, true, d.Bad.Added[1].Number); err != nil || !bytes.HasPrefix(picture, []byte("\x89PNG")) {
		t.Errorf("%.8q, %v", picture, err)
	}
	l, err := p.LookAtInspector(taught)
	if err != nil || l.Bytes == 0 || len(l.Lineage) != 2 || l.Lineage[1].Parent != first {
		t.Errorf("%+v, %v", l, err)
	}
	for _, f := range l.Facts {
		if f.Value == "" {
			t.Errorf("%s is said, and is nothing", f.What)
		}
	}
	if _, err := p.LookAtInspector(strings.Repeat("0", 64)); err == nil {
		t.Error("one that is not there is looked at")
	}
}

// testInspectorsOfRecipes: they are known by their hash, and one that was changed judges nothing.
func testInspectorsOfRecipes(t *testing.T, p *Plant) {
	b, err := p.Recipes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	e := b.Entries[0]
	var no *station.RecipeError
	for _, hash := range []string{"", "../ring", strings.Repeat("0", 64)} {
		if _, err := p.Draft(t.Context(), recipe.Version{Product: "x", Inspector: hash, Who: "sato"}, nil, nil, ""); !errors.As(err, &no) {
			t.Errorf("%q: %v", hash, err)
		}
	}
	if _, err := p.AddInspector([]byte("no inspector")); err == nil {
		t.Error("taken")
	}
	other := filepath.Join(p.dir, "ring.mekiki")
	n, err := inspect.Open(other)
	if err != nil {
		t.Fatal(err)
	}
	n.Thresholds.High *= 2
	if _, err := writeInspector(p.inspector(e.Inspector), n); err != nil {
		t.Fatal(err)
	}
	if _, err := p.PrepareRecipe(t.Context(), e.Hash, "sato", ""); !errors.As(err, &no) || !strings.Contains(err.Error(), "was changed") {
		t.Errorf("%v", err)
	}
	if p.Now().State != "ContinuousExecution" || p.Now().Recipe.Hash == e.Hash {
		t.Errorf("%+v", p.Now())
	}
}

// TestRuleName: what sets the thresholds goes before what would, were it not there.
func TestRuleName(t *testing.T) {
	r := risk.Rule{}
	for _, c := range []struct {
		more   func()
		caught bool
		want   string
	}{
		{func() {}, false, "overkill"}, {func() {}, true, "catch"}, {func() { r.Escape = &risk.EscapeGoal{} }, false, "escape"},
		{func() { r.Costs = &risk.Costs{} }, false, "costs"}, {func() { r.Fixed = &risk.Thresholds{} }, false, "fixed"},
	} {
		if c.more(); ruleName(r, c.caught) != c.want {
			t.Errorf("%q, want %q", ruleName(r, c.caught), c.want)
		}
	}
}
