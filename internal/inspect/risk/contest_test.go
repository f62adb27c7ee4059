package risk

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// contest is one of methods whose scores lift bad parts by so many deviations of good
// ones: part has what is the part's own, draw what is the draw's.
func contest(seed uint64, good, bad, draws int, lifts ...float64) *Contest {
	rng := rand.New(rand.NewPCG(seed, 1))
	c := &Contest{}
	var own []float64
	for i := range good + bad {
		c.Parts = append(c.Parts, Part{Bad: i >= good})
		own = append(own, rng.NormFloat64())
	}
	for m := range lifts {
		c.Methods = append(c.Methods, string(rune('a'+m)))
	}
	noise := make([][]float64, len(lifts)) // of a method and a part, in all draws
	for m := range lifts {
		for range c.Parts {
			noise[m] = append(noise[m], 0.5*rng.NormFloat64())
		}
	}
	for range draws {
		var of [][]float64
		for m, lift := range lifts {
			lift += 0.1 * rng.NormFloat64()
			var scores []float64
			for i, p := range c.Parts {
				s := own[i] + noise[m][i] + 0.3*rng.NormFloat64()
				if p.Bad {
					s += lift
				}
				scores = append(scores, s)
			}
			of = append(of, scores)
		}
		c.Scores = append(c.Scores, of)
	}
	return c
}

func TestContestFindsWhatIsThere(t *testing.T) {
	o := ContestOptions{Confidence: 0.95, Resamples: 500, Seed: 1}
	c := contest(1, 60, 60, 5, 1, 2, 1)
	c.Methods = append(c.Methods, "copy")
	for d := range c.Scores {
		c.Scores[d] = append(c.Scores[d], c.Scores[d][0])
	}
	standings, leads, err := c.Judge(o)
	if err != nil {
		t.Fatal(err)
	}
	Adjust([]*Lead{&leads[0], &leads[1], &leads[2]})
	for m, s := range standings {
		mean := 0.0
		for d := range c.Scores {
			// The share of pairs in order, by counting.
			pairs, order := 0.0, 0.0
			for i, p := range c.Parts {
				for j, q := range c.Parts {
					if p.Bad && !q.Bad {
						pairs++
						if c.Scores[d][m][i] > c.Scores[d][m][j] {
							order++
						}
					}
				}
			}
			if math.Abs(s.Draws[d]-order/pairs) > 1e-12 {
				t.Errorf("%s, draw %d: %v, not %v", s.Method, d, s.Draws[d], order/pairs)
			}
			mean += order / pairs / float64(len(c.Scores))
		}
		if math.Abs(s.AUROC.Value-mean) > 1e-12 || !(s.AUROC.Lo < mean && mean < s.AUROC.Hi) {
			t.Errorf("%s: %v, the mean is %v", s.Method, s.AUROC, mean)
		}
	}
	for i, want := range []string{"b is better than a by ", "No difference found between c and a", "copy and a put the parts in equally good order"} {
		if text := leads[i].Message().String(); !strings.HasPrefix(text, want) {
			t.Errorf("%s, want %s…", text, want)
		}
	}
	if l := leads[0]; math.Abs(l.P-2.0/501) > 1e-12 || math.Abs(l.Adjusted-3*l.P) > 1e-12 || l.Parts != 120 || l.Draws != 5 {
		t.Errorf("%+v", l)
	}
	c.Methods[0], c.Methods[1] = c.Methods[1], c.Methods[0]
	for d := range c.Scores {
		c.Scores[d][0], c.Scores[d][1] = c.Scores[d][1], c.Scores[d][0]
	}
	_, back, err := c.Judge(o)
	if err != nil {
		t.Fatal(err)
	}
	if text := back[0].Message().String(); !strings.HasPrefix(text, "a is worse than b by ") || back[0].Mean.Value != -leads[0].Mean.Value {
		t.Errorf("turned around: %s", text)
	}
	l := leads[0]
	l.Adjusted = 0.2
	if text := l.Message().String(); !strings.HasPrefix(text, "Undecided") {
		t.Errorf("%s", text)
	}
}

// TestContestIsHonest: methods that are equally good on all parts that could be are told
// apart in no more than about one in twenty contests.
func TestContestIsHonest(t *testing.T) {
	found, runs := 0, 120
	for i := range runs {
		_, leads, err := contest(uint64(i), 40, 40, 4, 1.2, 1.2).Judge(ContestOptions{Confidence: 0.95, Resamples: 300, Seed: uint64(i)})
		if err != nil {
			t.Fatal(err)
		}
		if leads[0].P < 0.05 {
			found++
		}
	}
	if found > 12 { // of 120 with 5 %: 13 or more come in 0.6 % of cases
		t.Errorf("%d of %d contests found what is not there", found, runs)
	}
}

func TestContestRefuses(t *testing.T) {
	if _, _, err := contest(1, 0, 5, 1, 1, 1).Judge(ContestOptions{Confidence: 0.95, Resamples: 10}); err == nil || !strings.Contains(err.Error(), "both kinds are needed") {
		t.Errorf("no good parts: %v", err)
	}
}

// TestContestWithout: parts that do not count in a draw are as if they were not there.
func TestContestWithout(t *testing.T) {
	o := ContestOptions{Confidence: 0.95, Resamples: 200, Seed: 1}
	c := contest(3, 20, 20, 4, 1, 2)
	c.Without = make([]map[int]bool, 4)
	for d := range c.Without {
		c.Without[d] = map[int]bool{20 + d: true, 39: true}
	}
	standings, leads, err := c.Judge(o)
	if err != nil {
		t.Fatal(err)
	}
	if leads[0].Parts != 39 {
		t.Errorf("%d parts tested, want all but the one that never counts", leads[0].Parts)
	}
	for d := range c.Scores {
		for m := range c.Methods {
			less := &Contest{Methods: c.Methods[m : m+1], Scores: [][][]float64{{nil}}}
			for i, p := range c.Parts {
				if !c.Without[d][i] {
					less.Parts, less.Scores[0][0] = append(less.Parts, p), append(less.Scores[0][0], c.Scores[d][m][i])
				}
			}
			s, _, err := less.Judge(o)
			if err != nil {
				t.Fatal(err)
			}
			if s[0].Draws[0] != standings[m].Draws[d] {
				t.Errorf("draw %d: %v, without those parts %v", d, standings[m].Draws[d], s[0].Draws[0])
			}
		}
	}
	less := *c
	less.Methods, less.Against = append(less.Methods, "again"), []int{0, 1}
	for d := range less.Scores {
		less.Scores[d] = append(less.Scores[d], less.Scores[d][1])
	}
	if _, leads, err = less.Judge(o); err != nil || leads[1].Than != c.Methods[1] || !leads[1].Same {
		t.Errorf("%+v, %v: not against the second method", leads, err)
	}
	// One bad part left in a draw: resamples that miss it still have a figure.
	for i := 21; i < 40; i++ {
		c.Without[0][i] = true
	}
	delete(c.Without[0], 20)
	if standings, _, err = c.Judge(o); err != nil || !(standings[0].AUROC.Lo >= 0 && standings[0].AUROC.Hi <= 1) {
		t.Errorf("%+v, %v", standings[0], err)
	}
}
