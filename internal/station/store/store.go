package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver

	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
)

// File is the name of the file in a station's folder.
const File = "station.sqlite"

// patience is how long a lock of another program is waited for.
const patience = 5 * time.Second

// readers is how many reads go on at a time.
const readers = 4

// Store is an open file. Any number of goroutines may use it.
type Store struct {
	path  string
	span  int64 // of numbers that are packed at a time
	reads *sql.DB

	// Of a store that is written to.
	writes  *sql.DB
	conn    *sql.Conn
	queue   chan op
	stopped chan struct{}

	mu      sync.Mutex
	closed  bool
	head    audit.Head    // of the last transaction
	last    int64         // event
	packed  int64         // results of lower numbers are in blocks
	next    int64         // trigger number that is free
	limit   int64         // numbers below it are reserved
	changed chan struct{} // closed when last grows
	senders sync.WaitGroup
}

// Open opens the file in a folder for writing, and makes it if it is missing. One process
// at a time may: who calls it holds the folder's lock. Errors are in a user's words.
func Open(ctx context.Context, dir string) (*Store, error) {
	s, err := open(dir, "rwc")
	if err != nil {
		return nil, err
	}
	if err := s.begin(ctx); err != nil {
		return nil, errors.Join(err, s.reads.Close(), s.writes.Close())
	}
	go s.write()
	return s, nil
}

// Read opens the file in a folder for reading alone, while another process may write.
func Read(ctx context.Context, dir string) (*Store, error) {
	if _, err := os.Stat(filepath.Join(dir, File)); errors.Is(err, fs.ErrNotExist) {
		return nil, lang.Errorf("%s holds no station (no %s); mekiki serve --dir makes one", dir, File)
	}
	s, err := open(dir, "rw")
	if err != nil {
		return nil, err
	}
	c, err := s.reads.Conn(ctx)
	if err != nil {
		err = lang.Errorf("%s: %w", s.path, inWords(err))
	} else {
		var version int
		if version, err = versionOf(ctx, c, s.path); err == nil && version < len(migrations) {
			err = lang.Errorf("%s was written by an older mekiki; start mekiki serve with it once, which brings it forward", s.path)
		}
		err = errors.Join(err, c.Close())
	}
	if err = errors.Join(err, s.writes.Close()); err != nil {
		return nil, errors.Join(err, s.reads.Close())
	}
	return s, nil
}

func open(dir, mode string) (*Store, error) {
	path := filepath.Join(dir, File)
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	source := func(mode string, pragmas ...string) string {
		u := filepath.ToSlash(absolute)
		if !strings.HasPrefix(u, "/") {
			u = "/" + u // a drive
		}
		q := url.Values{"mode": {mode}, "_pragma": append(pragmas, "busy_timeout("+strconv.FormatInt(patience.Milliseconds(), 10)+")")}
		return (&url.URL{Scheme: "file", Path: u, RawQuery: q.Encode()}).String()
	}
	s := &Store{path: path, span: perBlock, changed: make(chan struct{})}
	if s.writes, err = sql.Open("sqlite", source(mode, "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)")); err != nil {
		return nil, err
	}
	if s.reads, err = sql.Open("sqlite", source("rw", "query_only(1)")); err != nil {
		return nil, err
	}
	s.writes.SetMaxOpenConns(1)
	s.reads.SetMaxOpenConns(readers)
	return s, nil
}

// begin brings the file to its newest version and finds where it left off.
func (s *Store) begin(ctx context.Context) error {
	var err error
	if s.conn, err = s.writes.Conn(ctx); err != nil {
		return lang.Errorf("%s: %w", s.path, inWords(err))
	}
	if err := migrate(ctx, s.conn, s.path); err != nil {
		return err
	}
	var seq, event, most sql.NullInt64
	var hash sql.NullString
	err = s.conn.QueryRowContext(ctx, `SELECT (SELECT max(seq) FROM audit), (SELECT hash FROM audit ORDER BY seq DESC LIMIT 1),
		(SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), (SELECT max(number) FROM results), (SELECT next FROM counters WHERE name = 'trigger')`).
		Scan(&seq, &hash, &event, &most, &s.next)
	if err != nil {
		return lang.Errorf("%s: %w", s.path, inWords(err))
	}
	s.head, s.last = audit.Head{Seq: seq.Int64, Hash: hash.String}, event.Int64
	s.next = max(s.next, most.Int64+1)
	s.limit = s.next
	if err := s.packAll(ctx); err != nil {
		return err
	}
	s.queue, s.stopped = make(chan op, batch), make(chan struct{})
	return nil
}

// Close writes what waits and closes the file.
func (s *Store) Close() error {
	if s.queue == nil {
		return s.reads.Close()
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	s.mu.Unlock()
	s.senders.Wait()
	// What was reserved and not used is given back.
	back := op{func(t *tx) error { return t.exec(setTrigger, s.next) }, make(chan error, 1)}
	s.queue <- back
	close(s.queue)
	<-s.stopped
	return errors.Join(<-back.done, s.conn.Close(), s.writes.Close(), s.reads.Close())
}
