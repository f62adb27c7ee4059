package agreement

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
)

// Turn is where an appraiser stands: the part that comes next, the round, and how many of it are done.
type Turn struct {
	Round   int   `json:"round"`
	Rounds  int   `json:"rounds"`
	Done    int   `json:"done"` // of the round
	Parts   int   `json:"parts"`
	Trigger int64 `json:"trigger,omitempty"` // 0: all rounds are done
}

// order is that of the parts for an appraiser in a round, at random and the same each time it is asked for. A
// part that ended a round does not begin the next one.
func (s *Study) order(who string, round int) []int {
	sum := sha256.Sum256(fmt.Appendf(nil, "mekiki study %d %d %s", s.ID, round, who))
	random := rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:]), binary.BigEndian.Uint64(sum[8:])))
	list := random.Perm(len(s.Parts))
	if round > 1 && len(list) > 1 {
		if before := s.order(who, round-1); before[len(before)-1] == list[0] {
			list[0], list[len(list)-1] = list[len(list)-1], list[0]
		}
	}
	return list
}

// Next is where an appraiser stands who has made these calls of the study.
func (s *Study) Next(who string, calls []Call) Turn {
	done := map[[2]int64]bool{}
	for _, c := range calls {
		if c.Who == who {
			done[[2]int64{int64(c.Round), c.Trigger}] = true
		}
	}
	p := Turn{Rounds: s.Rounds, Parts: len(s.Parts)}
	for p.Round = 1; p.Round <= s.Rounds; p.Round++ {
		p.Done = 0
		for _, i := range s.order(who, p.Round) {
			if t := s.Parts[i].Trigger; !done[[2]int64{int64(p.Round), t}] {
				p.Trigger = t
				return p
			}
			p.Done++
		}
	}
	p.Round = s.Rounds
	return p
}
