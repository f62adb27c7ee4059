package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/record"
)

// batch is the most pieces of one transaction.
const batch = 256

// noLimit is the context of writing: what has begun is finished.
var noLimit = context.Background()

// op is a piece of writing.
type op struct {
	do   func(*tx) error
	done chan error
}

// tx is a transaction of the writer, with what its commit will make true.
type tx struct {
	conn   *sql.Conn
	head   audit.Head
	last   int64
	packed int64
	span   int64 // of numbers that are packed at a time
	err    error // the transaction's own
}

// do hands a piece to the writer and waits until the disk has it.
func (s *Store) do(f func(*tx) error) error {
	o := op{f, make(chan error, 1)}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return lang.Errorf("the station is closed")
	}
	s.senders.Add(1)
	s.mu.Unlock()
	s.queue <- o
	s.senders.Done()
	return <-o.done
}

// write is the writer.
func (s *Store) write() {
	defer close(s.stopped)
	for first := range s.queue {
		ops := []op{first}
	more:
		for len(ops) < batch {
			select {
			case o, ok := <-s.queue:
				if !ok {
					break more
				}
				ops = append(ops, o)
			default:
				break more
			}
		}
		s.commit(ops)
	}
}

// commit does pieces in one transaction and answers each.
func (s *Store) commit(ops []op) {
	s.mu.Lock()
	t := &tx{conn: s.conn, head: s.head, last: s.last, packed: s.packed, span: s.span}
	s.mu.Unlock()
	answers := make([]error, len(ops))
	t.run("BEGIN IMMEDIATE")
	for i, o := range ops {
		if t.err != nil {
			break
		}
		before := *t
		t.run("SAVEPOINT piece")
		if answers[i] = o.do(t); answers[i] != nil {
			*t = before // what the piece added is not there
			t.run("ROLLBACK TO piece")
		}
		t.run("RELEASE piece")
	}
	t.run("COMMIT")
	if t.err != nil {
		_, _ = s.conn.ExecContext(noLimit, "ROLLBACK") // fails where SQLite has done it
	} else {
		s.mu.Lock()
		s.head, s.packed = t.head, t.packed
		if t.last != s.last {
			s.last = t.last
			close(s.changed)
			s.changed = make(chan struct{})
		}
		s.mu.Unlock()
	}
	for i, o := range ops {
		switch {
		case t.err != nil:
			o.done <- lang.Errorf("%s: %w", s.path, inWords(t.err))
		default:
			o.done <- answers[i]
		}
	}
}

// run does a statement of the transaction itself, unless one failed before.
func (t *tx) run(text string) {
	if t.err == nil {
		_, t.err = t.conn.ExecContext(noLimit, text)
	}
}

func (t *tx) exec(text string, args ...any) error {
	_, err := t.conn.ExecContext(noLimit, text, args...)
	return err
}

// note adds a row to the audit.
func (t *tx) note(e audit.Entry) error {
	r := audit.Next(t.head, e)
	at, zone := moment(e.At)
	t.head = r.Head()
	return t.exec(`INSERT INTO audit VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		r.Seq, at, zone, r.Who, r.Station, r.What, r.Subject, r.Old, r.New, r.Reason, r.Record, r.Prev, r.Hash)
}

// tell adds an event to the outbox.
func (t *tx) tell(e record.Event, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("%s: %w", e.Kind, err)
	}
	at, _ := moment(e.At)
	if err := t.exec(`INSERT INTO outbox (at, kind, body) VALUES (?,?,?)`, at, e.Kind, string(b)); err != nil {
		return err
	}
	return t.conn.QueryRowContext(noLimit, "SELECT last_insert_rowid()").Scan(&t.last)
}
