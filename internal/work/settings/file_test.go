package settings

import (
	"strings"
	"testing"
)

func FuzzReadConfig(f *testing.F) {
	f.Add("batch: 3\nlayers: [1, 2]\ncheckpoint-every: 3s\n")
	f.Add(`{"batch": 3, "sample": true}`)
	f.Add("a: &a [*a]\n<<: *a")
	f.Add("layers: !x ") // go-yaml panics
	f.Add("param: {m_cos: 0.3}\nmargin-euc: 2")
	f.Fuzz(func(t *testing.T, text string) {
		var cfg file
		keys, err := readConfig(strings.NewReader(text), &cfg)
		if err == nil {
			for _, k := range keys {
				if !strings.HasPrefix(k, "margin-") && !strings.HasPrefix(k, "weight-") {
					Field(&cfg.Config, k) // panics if it is none
				}
			}
		}
	})
}
