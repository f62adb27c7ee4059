package agreement

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mekiki/internal/station/record"
)

// study has good parts 1, 2, ... and then bad ones.
func study(good, bad, rounds int) *Study {
	s := &Study{ID: 7, Name: "edges", Rounds: rounds}
	for i := range good + bad {
		v := record.OK
		if i >= good {
			v = record.NG
		}
		s.Parts = append(s.Parts, Item{Trigger: int64(i + 1), Reference: v})
	}
	return s
}

// all calls parts in all rounds, as say says.
func (s *Study) all(who string, say func(part Item, round int) record.Verdict) (calls []Call) {
	for round := 1; round <= s.Rounds; round++ {
		for _, p := range s.Parts {
			calls = append(calls, Call{Who: who, Round: round, Trigger: p.Trigger, Verdict: say(p, round)})
		}
	}
	return calls
}

func honest(p Item, _ int) record.Verdict { return p.Reference }

// TestOrder: each round has all parts once, in an order of its own for each appraiser, which stays the
// same, and no part comes twice in a row.
func TestOrder(t *testing.T) {
	s := study(6, 4, 3)
	orders := map[string][]int64{}
	for _, who := range []string{"sato", "ito"} {
		var calls []Call
		for i := range 30 {
			at := s.Next(who, calls)
			if again := s.Next(who, calls); again != at || at.Round != i/10+1 || at.Done != i%10 || at.Parts != 10 || at.Rounds != 3 {
				t.Fatalf("%+v, then %+v, at call %d", at, again, i)
			}
			if i > 0 && calls[i-1].Trigger == at.Trigger {
				t.Errorf("part %d comes twice in a row", at.Trigger)
			}
			calls = append(calls, Call{Who: who, Round: at.Round, Trigger: at.Trigger, Verdict: record.OK})
			orders[who] = append(orders[who], at.Trigger)
		}
		if at := s.Next(who, calls); at.Trigger != 0 || at.Round != 3 || at.Done != 10 {
			t.Errorf("%+v", at)
		}
		for round := range 3 {
			list := slices.Clone(orders[who][round*10 : round*10+10])
			if slices.IsSorted(list) || round > 0 && slices.Equal(list, orders[who][:10]) {
				t.Errorf("round %d: %v", round+1, list)
			}
			if slices.Sort(list); !slices.Equal(list, []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}) {
				t.Errorf("round %d: %v", round+1, list)
			}
		}
	}
	for i := range 100 { // a part that ended a round does not begin the next one
		who := string(rune('a' + i))
		if before, next := s.order(who, 1), s.order(who, 2); before[9] == next[0] {
			t.Errorf("%d ends a round and begins the next one", next[0])
		}
	}
	if slices.Equal(orders["sato"], orders["ito"]) {
		t.Error("two appraisers have one order")
	}
}

// TestResultByHand: 15 good and 10 bad parts, twice. Sato lets bad part 16 pass once, Ito calls good part 1
// NG twice and does not know part 2 once; the inspector saw each part once.
func TestResultByHand(t *testing.T) {
	s := study(15, 10, 2)
	calls := s.all("sato", func(p Item, round int) record.Verdict {
		if p.Trigger == 16 && round == 2 {
			return record.OK
		}
		return p.Reference
	})
	calls = append(calls, s.all("ito", func(p Item, round int) record.Verdict {
		switch {
		case p.Trigger == 1:
			return record.NG
		case p.Trigger == 2 && round == 1:
			return record.Review
		}
		return p.Reference
	})...)
	calls = append(calls, Call{Who: "mori", Round: 1, Trigger: 3, Verdict: record.OK})
	machine := map[int64][]record.Verdict{}
	for _, p := range s.Parts {
		machine[p.Trigger] = []record.Verdict{p.Reference, record.NG}[:1]
	}
	machine[25] = []record.Verdict{record.None, record.NG} // no verdict is not OK, and no miss
	r := s.Compute(calls, machine)
	if r.Good != 15 || r.Bad != 10 || len(r.Appraisers) != 3 || !slices.Equal(r.Incomplete, []string{"mori"}) || len(r.Pairs) != 3 {
		t.Fatalf("%+v", r)
	}
	ito, sato, inspector := r.Appraisers[0], r.Appraisers[1], r.Appraisers[2]
	for _, c := range []struct {
		what      string
		got       Share
		count, of int
		grade     Grade
	}{
		{"sato's effectiveness", sato.Effectiveness, 24, 25, Acceptable},
		{"sato's misses", sato.Miss, 1, 20, Marginal},
		{"sato's false alarms", sato.FalseAlarm, 0, 30, Acceptable},
		{"sato within", sato.Within.Same, 24, 25, ""},
		{"ito's effectiveness", ito.Effectiveness, 23, 25, Acceptable},
		{"ito's misses", ito.Miss, 0, 20, Acceptable},
		{"ito's false alarms", ito.FalseAlarm, 2, 30, Marginal},
		{"ito does not know", ito.Unsure, 1, 50, ""},
		{"ito within", ito.Within.Same, 24, 25, ""},
		{"the inspector's effectiveness", inspector.Effectiveness, 24, 25, Acceptable},
		{"the inspector's misses", inspector.Miss, 0, 10, Acceptable},
		{"between", r.Between.Same, 21, 25, ""},
		{"right", *r.Reference, 21, 25, ""},
	} {
		if c.got.Count != c.count || c.got.Of != c.of || c.got.Grade != c.grade || math.Abs(c.got.Value-float64(c.count)/float64(c.of)) > 1e-12 {
			t.Errorf("%s: %+v, want %d of %d, %s", c.what, c.got, c.count, c.of, c.grade)
		}
	}
	if inspector.Within != nil || !inspector.Inspector || inspector.Rounds != 1 || math.Abs(sato.MissOfAll-0.02) > 1e-12 {
		t.Errorf("%+v, %+v", inspector, sato)
	}
	// The limits of a share are of parts, however often each was called: 5 % of 10 bad ones.
	if sato.Miss.High < 0.35 {
		t.Errorf("%+v", sato.Miss)
	}
	// Sato with the reference: 30 OK and 19 NG agree, 1 is OK for NG.
	po, pe := 49.0/50, (31.0*30+19*20)/2500
	if k := sato.Kappa; k == nil || math.Abs(k.Value-(po-pe)/(1-pe)) > 1e-12 || !(k.Lo < k.Value) {
		t.Errorf("%+v", k)
	}
	if r := s.Compute(nil, nil); len(r.Appraisers) != 0 || r.Between != nil || len(r.Incomplete) != 0 {
		t.Errorf("%+v", r)
	}
	if r := s.Compute(nil, map[int64][]record.Verdict{1: {record.OK}}); !slices.Equal(r.Incomplete, []string{"inspector"}) {
		t.Errorf("%+v", r)
	}
}

// TestGuessing: who guesses has a kappa around 0, and many parts of one kind do not hide it from kappa.
func TestGuessing(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	guess := func(Item, int) record.Verdict { return []record.Verdict{record.OK, record.NG}[random.IntN(2)] }
	s := study(100, 100, 3)
	r := s.Compute(slices.Concat(s.all("a", guess), s.all("b", guess), s.all("c", honest)), nil)
	for _, a := range r.Appraisers[:2] {
		if math.Abs(a.Kappa.Value) > 0.15 || a.Effectiveness.Grade != Unacceptable || math.Abs(a.Within.Kappa.Value) > 0.15 {
			t.Errorf("%+v", a)
		}
	}
	if c := r.Appraisers[2]; c.Kappa.Value != 1 || c.Within.AC1.Value != 1 || c.Miss.Grade != Acceptable {
		t.Errorf("%+v", c)
	}
	if math.Abs(r.Pairs[0].Kappa.Value) > 0.15 || r.Pairs[0].A != "a" || r.Pairs[0].B != "b" {
		t.Errorf("%+v", r.Pairs[0])
	}
}

// TestCheck: what is no study.
func TestCheck(t *testing.T) {
	if err := study(2, 2, 2).Check(); err != nil {
		t.Error(err)
	}
	for what, change := range map[string]func(*Study){
		"no name":   func(s *Study) { s.Name = "" },
		"one round": func(s *Study) { s.Rounds = 1 },
		"six":       func(s *Study) { s.Rounds = 6 },
		"twice":     func(s *Study) { s.Parts[1].Trigger = 1 },
		"unknown":   func(s *Study) { s.Parts[1].Reference = record.Review },
		"one bad":   func(s *Study) { s.Parts = s.Parts[:3] },
	} {
		s := study(2, 2, 3)
		if change(s); s.Check() == nil {
			t.Errorf("%s is a study", what)
		}
	}
}
