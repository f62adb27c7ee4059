package study

import (
	"testing"

	"go.uber.org/goleak"

	"mekiki/internal/train"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// config is that of the article for a loss.
func config(t testing.TB, loss string) train.Config {
	t.Helper()
	cfg, err := train.Preset("article", loss)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// plan compares losses by name over n seeds.
func plan(t testing.TB, n int, texts ...string) *Plan {
	t.Helper()
	losses, err := ParseLosses(texts)
	if err != nil {
		t.Fatal(err)
	}
	p := &Plan{Losses: losses, Origin: Origin{Purpose: "test", Data: "abc"}}
	for _, l := range losses {
		p.Configs = append(p.Configs, config(t, l.Text))
	}
	for s := range n {
		p.Seeds = append(p.Seeds, uint64(s+1))
	}
	return p
}
