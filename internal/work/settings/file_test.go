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
	f.Add("out: x\nalso: [a, b]\nbatch: 3")
	f.Add("param: {m_cos: 0.3}\nmargin-euc: 2")
	f.Fuzz(func(t *testing.T, text string) {
		var cfg file
		var own struct {
			Out  string   `yaml:"out"`
			Also []string `yaml:"also"`
		}
		values, err := readValues(strings.NewReader(text))
		if err != nil {
			return
		}
		read := &File{values: values}
		if _, err := read.Fill(Of(&own), true, func(string) bool { return false }, "mekiki train"); err != nil {
			return
		}
		keys, err := read.run(&cfg)
		if err == nil {
			for _, k := range keys {
				if !strings.HasPrefix(k, "margin-") && !strings.HasPrefix(k, "weight-") {
					Field(&cfg.Config, k) // panics if it is none
				}
			}
		}
	})
}
