package kit

import (
	"fmt"
	"strings"
	"testing"
)

func TestFoldedSettings(t *testing.T) {
	keys := func(list []Setting) string {
		var out []string
		for _, s := range list {
			out = append(out, s.Key)
		}
		return strings.Join(out, " ")
	}
	all := []Setting{{"preset", "article"}, {"data", ""}, {"seed", "0"}, {"split-seed", "0"}, {"clip", "0"}, {"transpose", "false"}, {"val-size", "0.05"}, {"sample", "true"}, {"batch", "10"}}
	before := fmt.Sprint(all)
	f := folded(all)
	if used, unused := keys(f.Used), keys(f.Unused); used != "preset seed split-seed val-size sample batch" || unused != "data clip transpose" {
		t.Errorf("used: %s; unused: %s", used, unused)
	}
	if f := folded(all[:4]); keys(f.Used) != keys(all[:4]) || f.Unused != nil {
		t.Errorf("one unused row: %+v", f)
	}
	if f := folded(nil); f.Used != nil || f.Unused != nil {
		t.Errorf("nothing: %+v", f)
	}
	if fmt.Sprint(all) != before {
		t.Errorf("the settings themselves changed: %v", all)
	}
}
