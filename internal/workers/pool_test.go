package workers

import (
	"testing"
	"time"
)

// Workers that went to sleep must wake up again.
func TestPoolWakesSleepers(t *testing.T) {
	p := New(3)
	defer p.Close()
	var ran [3]int
	for i := range 20 {
		p.Run(func(w int) {
			if w == i%3 {
				time.Sleep(2 * time.Millisecond)
			}
			ran[w]++
		})
		if i%5 == 0 {
			time.Sleep(3 * time.Millisecond)
		}
	}
	if ran != [3]int{20, 20, 20} {
		t.Fatalf("ran %v", ran)
	}
}
