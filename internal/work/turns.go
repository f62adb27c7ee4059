package work

import "context"

// turns is for work of which so many may be done at a time, as its capacity says: each may take some hundred MiB, or long.
type turns chan struct{}

// take waits for a turn until ctx ends; done gives it back.
func (t turns) take(ctx context.Context) (done func(), err error) {
	select {
	case t <- struct{}{}:
		return func() { <-t }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// looks is how many pictures are unpacked or drawn at a time for who looks at them.
const looks = 2
