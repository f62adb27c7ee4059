package work

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"

	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
)

// triedPage is how many results are read at a time.
const triedPage = 4096

// tried are the parts of a trial, in the order of their numbers, and says of how many they are: all of the product that came in the
// period of the trial and can be judged, by their picture or their score, or a random sample of them.
func (p *Plant) tried(ctx context.Context, b *recipe.Book, e *recipe.Entry, of TrialOf, t *recipe.Trial) ([]record.Result, error) {
	mine := map[string]bool{}
	for _, o := range b.Entries {
		mine[o.Hash] = o.Product == e.Product
	}
	s := sample{most: of.Most, random: rand.New(rand.NewPCG(uint64(of.Seed), 0))}
	kept := p.KeptPictures()
	for after := int64(0); ; {
		page, err := p.Store().Results(ctx, record.Query{Oldest: true, After: after, Limit: triedPage, From: t.From, To: t.To, NoMasters: true})
		if err != nil {
			return nil, err
		}
		for _, r := range page {
			after = r.Trigger
			if !mine[r.Recipe] {
				continue
			}
			t.Found++
			if !byScore(b, e, r) && !kept(r) {
				t.NotKept++
				continue
			}
			r.Regions = nil // nobody asks for them, and they are the most of it
			s.add(r)
		}
		if len(page) < triedPage {
			break
		}
	}
	if t.Could = s.seen; s.seen > of.Most {
		t.Seed = of.Seed
	}
	slices.SortFunc(s.list, func(a, b record.Result) int { return cmp.Compare(a.Trigger, b.Trigger) })
	return s.list, nil
}

// sample draws at most so many results, each with the same chance (Vitter 1985, algorithm R).
type sample struct {
	most   int
	random *rand.Rand
	seen   int
	list   []record.Result
}

func (s *sample) add(r record.Result) {
	s.seen++
	if len(s.list) < s.most {
		s.list = append(s.list, r)
	} else if i := s.random.IntN(s.seen); i < s.most {
		s.list[i] = r
	}
}
