package study

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/train"
)

// Range is where a search draws one parameter of a loss.
type Range struct {
	Name string  `json:"name"`
	Lo   float64 `json:"lo"`
	Hi   float64 `json:"hi"`
	// Log draws the logarithm evenly: for weights that span orders of magnitude.
	Log bool `json:"log"`
}

// ParseRange reads NAME=LO:HI or NAME=LO:HI:log.
func ParseRange(text string) (Range, error) {
	name, span, ok := strings.Cut(text, "=")
	parts := strings.Split(span, ":")
	r := Range{Name: strings.TrimSpace(name), Log: len(parts) == 3 && strings.TrimSpace(parts[2]) == "log"}
	if !ok || r.Name == "" || len(parts) < 2 || len(parts) > 3 || len(parts) == 3 && !r.Log {
		return r, lang.Errorf("%q is no range; write name=lo:hi, such as w_euc=0:0.1, or name=lo:hi:log", text)
	}
	var err [2]error
	r.Lo, err[0] = strconv.ParseFloat(strings.TrimSpace(parts[0]), 64)
	r.Hi, err[1] = strconv.ParseFloat(strings.TrimSpace(parts[1]), 64)
	switch {
	case err[0] != nil || err[1] != nil || math.IsNaN(r.Hi-r.Lo) || math.IsInf(r.Hi-r.Lo, 0):
		return r, lang.Errorf("%q: lo and hi are two numbers, such as %s=0:0.1", text, r.Name)
	case r.Lo >= r.Hi:
		return r, lang.Errorf("%q: lo must be below hi", text)
	case r.Log && r.Lo <= 0:
		return r, lang.Errorf("%q: a logarithmic range begins above 0", text)
	}
	return r, nil
}

// String writes the range as ParseRange reads it.
func (r Range) String() string {
	s := fmt.Sprintf("%s=%v:%v", r.Name, r.Lo, r.Hi)
	if r.Log {
		s += ":log"
	}
	return s
}

// Check says whether the loss of cfg takes the parameter at both ends of the range,
// the other parameters as they are. An end of 0 is tried a little inside: a weight
// of exactly 0 may leave nothing of a loss, and no trial is likely to draw it.
func (r Range) Check(cfg train.Config) error {
	for _, end := range []float64{r.Lo, r.Hi} {
		if end == 0 {
			end = 1e-4 * (r.Lo + r.Hi)
		}
		at := cfg
		at.Params = maps.Clone(cfg.Params)
		at.Params[r.Name] = end
		if err := at.Validate(); err != nil {
			return lang.Errorf("%v: at %v: %w", r, end, err)
		}
	}
	return nil
}

// draw takes a value of the range, with four significant digits, which a person
// can copy and no training can tell from more.
func (r Range) draw(rng *rand.Rand) float64 {
	u := rng.Float64()
	v := r.Lo + u*(r.Hi-r.Lo)
	if r.Log {
		v = math.Exp(math.Log(r.Lo) + u*(math.Log(r.Hi)-math.Log(r.Lo)))
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 4, 64), 64)
	if err != nil {
		panic(err) // what FormatFloat writes is a number
	}
	return min(max(rounded, r.Lo), r.Hi)
}

// drawValues gives the parameters of trial number i, from 1, of a search with a seed.
// They depend on nothing else, so that a longer search has the trials of a
// shorter one.
func drawValues(ranges []Range, seed uint64, i int) map[string]float64 {
	rng := rand.New(rand.NewPCG(seed, 0x74756e65<<32|uint64(i)))
	out := map[string]float64{}
	for _, r := range ranges {
		out[r.Name] = r.draw(rng)
	}
	return out
}
