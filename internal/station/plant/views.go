package plant

import (
	"context"
	"time"
)

// asking is how long a question of Views may take.
const asking = 30 * time.Second

// Views are some connections for any number of goroutines that read. One that breaks is made anew by the next
// question.
type Views struct {
	address *Address
	free    chan *View // nil: not connected
}

// OpenViews is for at most so many questions at a time. It asks for one connection, to say at once what is
// wrong.
func OpenViews(ctx context.Context, a *Address, most int) (*Views, error) {
	v, err := Open(ctx, a)
	if err != nil {
		return nil, err
	}
	p := &Views{a, make(chan *View, most)}
	p.free <- v
	for range most - 1 {
		p.free <- nil
	}
	return p, nil
}

// Name is the address, without a password.
func (p *Views) Name() string { return p.address.String() }

// Close ends the connections, once nobody asks any more.
func (p *Views) Close() {
	for range cap(p.free) {
		if v := <-p.free; v != nil {
			v.Close()
		}
	}
}

// With asks something of a connection that is free.
func With[T any](ctx context.Context, p *Views, ask func(context.Context, *View) (T, error)) (out T, err error) {
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	var v *View
	select {
	case v = <-p.free:
	case <-ctx.Done():
		return out, inWords(ctx, ctx.Err())
	}
	defer func() { p.free <- v }()
	if v == nil {
		if v, err = Open(ctx, p.address); err != nil {
			return out, err
		}
	}
	out, err = ask(ctx, v)
	if v.conn.IsClosed() {
		v = nil // given up, or the database has gone
	}
	return out, err
}
