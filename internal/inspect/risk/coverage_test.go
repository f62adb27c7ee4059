package risk

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// population is a distribution of scores of good parts.
type population struct {
	name  string
	draw  func(*rand.Rand) float64
	above func(float64) float64 // share at or above a score
}

func populations() []population {
	normal := distuv.UnitNormal.Survival
	mixed := func(share, shift float64) (func(*rand.Rand) float64, func(float64) float64) {
		return func(r *rand.Rand) float64 {
				if r.Float64() < share {
					return r.NormFloat64() + shift
				}
				return r.NormFloat64()
			}, func(s float64) float64 {
				return (1-share)*normal(s) + share*normal(s-shift)
			}
	}
	nearDraw, nearAbove := mixed(0.1, 3)
	farDraw, farAbove := mixed(0.05, 8)
	return []population{
		{"normal", (*rand.Rand).NormFloat64, normal},
		{"lognormal", func(r *rand.Rand) float64 { return math.Exp(r.NormFloat64()) },
			func(s float64) float64 { return normal(math.Log(max(s, 1e-300))) }},
		{"gamma", func(r *rand.Rand) float64 { return r.ExpFloat64() + r.ExpFloat64() },
			func(s float64) float64 { return (1 + max(s, 0)) * math.Exp(-max(s, 0)) }},
		{"near mixture", nearDraw, nearAbove},
		{"far mixture", farDraw, farAbove},
	}
}

// TestLimitsHold draws good parts again and again and counts how often the overkill on unseen
// ones is within the limit that is stated: at least nine times of ten for every distribution
// and number of parts. The table in docs/math.md is what it prints.
func TestLimitsHold(t *testing.T) {
	const draws = 1000
	var rows []string
	for _, n := range []int{10, 20, 30, 50, 100, 350} {
		for _, sure := range []bool{false, true} {
			rule := newGoodRule(n, OverkillGoal{Rate: 0.01, Confidence: 0.95, Surely: sure})
			var row strings.Builder
			for k, p := range populations() {
				rng := rand.New(rand.NewPCG(uint64(n), uint64(k)))
				scores := make([]float64, n)
				var held, tailHeld int
				var sum float64
				var last *GoodThreshold
				for range draws {
					for i := range scores {
						scores[i] = p.draw(rng)
					}
					slices.Sort(scores)
					last = rule.apply(scores)
					overkill := p.above(last.Threshold)
					sum += overkill / draws
					if overkill <= last.Limit {
						held++
					}
					if last.TailLimit != nil && overkill <= *last.TailLimit {
						tailHeld++
					}
				}
				if held < draws*9/10 {
					t.Errorf("%d parts, %s: within the limit in %d of %d draws", n, p.name, held, draws)
				}
				if last.Expected < sum-3*last.Limit/math.Sqrt(draws) {
					t.Errorf("%d parts, %s: overkill is %v on average, expected %v at most", n, p.name, sum, last.Expected)
				}
				if k == 0 {
					aim := "on average"
					if sure {
						aim = "surely"
					}
					fmt.Fprintf(&row, "| %d | %s | %s | %s |", n, aim, Percent(last.Limit), tailText(last))
				}
				fmt.Fprintf(&row, " %s, %s%s |", Percent(sum), Percent(float64(held)/draws), tailShare(last, tailHeld, draws))
			}
			rows = append(rows, row.String())
		}
	}
	page, err := os.ReadFile("../../../docs/math.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if !strings.Contains(string(page), r+"\n") {
			t.Errorf("docs/math.md lacks the row\n%s", r)
		}
	}
}

func tailText(t *GoodThreshold) string {
	if t.TailLimit == nil {
		return "–"
	}
	return Percent(*t.TailLimit)
}

func tailShare(t *GoodThreshold, held, draws int) string {
	if t.TailLimit == nil {
		return ""
	}
	return ", " + Percent(float64(held)/float64(draws))
}
