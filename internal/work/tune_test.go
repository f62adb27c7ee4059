package work

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mekiki/internal/work/settings"
)

// TestTuneTakesTheFilesLoss gives a config file the loss and a parameter.
func TestTuneTakesTheFilesLoss(t *testing.T) {
	file := filepath.Join(t.TempDir(), "calibrated.yaml")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	config := func(loss string, params ...string) *TuneConfig {
		c := NewTuneConfig()
		c.Loss, c.Params = loss, params
		opened, err := settings.OpenFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c.Run = settings.Choice{File: opened, Given: map[string]bool{"param": true, "loss": loss != ""}, Values: usual()}
		return &c
	}
	write("loss: 'let w = 0.5; let m = 0.4; w*relu(cos_ap - cos_an + m)'\nparam: {m: 0.25}\nepochs: 7\n")
	for _, test := range []struct {
		cfg   *TuneConfig
		given string
	}{
		{config("", "w=0:1"), "given: let w = 0.5; let m = 0.25; w*relu(cos_ap - cos_an + m)"},
		{config("", "w=0:1", "m=0.4"), "let w = 0.5; let m = 0.4; w*relu(cos_ap - cos_an + m)"},
		{config("cosine", "w_cos=0:1"), "cosine"},
	} {
		s, err := test.cfg.search()
		if err != nil {
			t.Fatal(err)
		}
		if got := givenLoss(s.Config); got != test.given || s.Config.Epochs != 7 {
			t.Errorf("%q: %s, %d epochs", test.cfg.Params, got, s.Config.Epochs)
		}
	}
	write("epochs: 7\n")
	if _, err := config("", "w=0:1").search(); err == nil || !strings.Contains(err.Error(), "needs --loss") {
		t.Errorf("a search without a loss: %v", err)
	}
}
