package inspect

import (
	"testing"

	"mekiki/internal/model"
)

// numbered are pictures of one pixel, each with its number.
type numbered int

func (n numbered) Bytes(i int) ([]uint8, error) {
	return []uint8{uint8(i / 256), uint8(i % 256), 0}, nil
}

// TestTeachingPool: however many pictures have no label, good ones are half of what an eye is made of, or all of them.
func TestTeachingPool(t *testing.T) {
	for _, c := range []struct{ good, unlabelled, side, wantGood, wantOthers int }{
		{20, 0, 1, 20, 0}, {20, 30, 1, 20, 30}, {20, 10000, 1, 20, 180}, {1000, 10000, 1, 100, 100}, {1000, 50, 1, 150, 50}, {300, 0, 1, 200, 0}, {20, 10000, 1024, 20, 65},
	} {
		in := model.Input{Height: c.side, Width: c.side, Channels: 3}
		pool, others, err := teachingPool(numbered(0), c.good, c.good+c.unlabelled, in)
		if err != nil || others != c.wantOthers || len(pool.Pix) != c.wantGood+c.wantOthers {
			t.Errorf("%+v: %d pictures, %d of them without a label, %v", c, len(pool.Pix), others, err)
			continue
		}
		seen := map[int]bool{}
		good, lastGood, last := 0, 0, 0
		for _, pix := range pool.Pix {
			i := int(pix[0])*256 + int(pix[1])
			seen[i] = true
			if last = max(last, i); i < c.good {
				good, lastGood = good+1, max(lastGood, i)
			}
		}
		if lastGood < c.good*9/10 || last < (c.good+c.unlabelled)*9/10 {
			t.Errorf("%+v: no even choice, the last ones are %d and %d", c, lastGood, last)
		}
		if good != c.wantGood || len(seen) != len(pool.Pix) {
			t.Errorf("%+v: %d good ones, %d different ones of %d", c, good, len(seen), len(pool.Pix))
		}
	}
}
