package plant

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"mekiki/internal/station/record"
)

// Source is a station's store.
type Source interface {
	Identity(ctx context.Context) (string, error)
	Events(ctx context.Context, after int64, limit int) ([]record.Event, error)
	// Records gives all records as the events that told of them.
	Records(ctx context.Context, some int, take func([]record.Event) error) error
}

// some is how many records are read and sent at a time.
const some = 500

// Sender sends what one station did. One goroutine uses it; it is an outbox.Plant.
type Sender struct {
	address *Address
	source  Source
	station string // its name
	program string // with which version it runs
	id      string
	conn    *pgconn.PgConn // nil: not connected
}

// NewSender sends for a station of this name, which runs with a version of the program. It connects when it is first
// used.
func NewSender(a *Address, source Source, station, program string) *Sender {
	return &Sender{address: a, source: source, station: station, program: program}
}

// Name is the address, without a password.
func (s *Sender) Name() string { return s.address.String() }

// Begin makes sure that the database has all records of before the event that it gives, and gives
// the last event behind which to go on.
//
// The database says which event it had last. If the station has just that one, it goes on there. Else
// the database is a new one, or one of the two was put back from a backup, or the station was away for
// longer than events are kept: then all records are sent from the tables in which they stand, and all
// events that are left. What is there already stays as it is.
func (s *Sender) Begin(ctx context.Context) (last int64, err error) {
	s.Close() // one that failed
	if s.conn, err = s.address.connect(ctx); err != nil {
		return 0, err
	}
	if err := migrate(ctx, s.conn); err != nil {
		return 0, err
	}
	if s.id, err = s.source.Identity(ctx); err != nil {
		return 0, err
	}
	var had struct {
		Event int64 `json:"event"`
		At    int64 `json:"event_at"`
	}
	rows, err := do(ctx, s.conn, `INSERT INTO mekiki.stations VALUES ($1, $2, now(), 0, 0, $3)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, program = excluded.program RETURNING json_build_object('event', event, 'event_at', event_at)`, s.id, s.station, s.program)
	if err == nil {
		err = json.Unmarshal(rows[0], &had)
	}
	if err != nil {
		return 0, err
	}
	if had.Event > 0 {
		list, err := s.source.Events(ctx, had.Event-1, 1)
		if err != nil {
			return 0, err
		}
		if len(list) > 0 && list[0].ID == had.Event && list[0].At.UnixMicro() == had.At {
			return had.Event, nil
		}
	}
	first, err := s.source.Events(ctx, 0, 1)
	if err != nil || len(first) == 0 || first[0].ID == 1 {
		return 0, err // the events are all there
	}
	return first[0].ID - 1, s.source.Records(ctx, some, func(list []record.Event) error { return s.take(ctx, list) })
}

// Take sends events; it returns when the database has them.
func (s *Sender) Take(ctx context.Context, list []record.Event) error {
	if s.conn == nil {
		return errAddress // Begin comes first
	}
	return s.take(ctx, list)
}

// row is a record for the database.
type row struct {
	ID     int64           `json:"id"` // of the event, of kinds that have no number
	Digest string          `json:"digest"`
	At     time.Time       `json:"at"`
	Kind   string          `json:"kind"`
	Body   json.RawMessage `json:"body"`
}

// tables are where records of a kind go; all other kinds go into events.
var tables = map[string]string{
	record.EventResult: `INSERT INTO mekiki.results SELECT $1, r.trigger, x.digest, r.at, r.verdict, r.score, coalesce(r.part, ''), coalesce(r.lot, ''), coalesce(r.recipe, ''), coalesce(r.master, ''), r.milliseconds, x.body
		FROM jsonb_to_recordset($2::jsonb) AS x(digest TEXT, body JSONB),
		jsonb_to_record(x.body) AS r(trigger BIGINT, at TIMESTAMPTZ, verdict TEXT, score DOUBLE PRECISION, part TEXT, lot TEXT, recipe TEXT, master TEXT, milliseconds DOUBLE PRECISION) ON CONFLICT DO NOTHING`,
	record.EventLate:   judged("late"),
	record.EventShadow: judged("shadows"),
	record.EventReview: `INSERT INTO mekiki.reviews SELECT $1, r.id, x.digest, r.trigger, r.at, r.who, r.verdict, x.body
		FROM jsonb_to_recordset($2::jsonb) AS x(digest TEXT, body JSONB), jsonb_to_record(x.body) AS r(id BIGINT, trigger BIGINT, at TIMESTAMPTZ, who TEXT, verdict TEXT) ON CONFLICT DO NOTHING`,
	"": `INSERT INTO mekiki.events SELECT $1, x.id, x.digest, x.at, x.kind, x.body
		FROM jsonb_to_recordset($2::jsonb) AS x(id BIGINT, digest TEXT, at TIMESTAMPTZ, kind TEXT, body JSONB) ON CONFLICT DO NOTHING`,
}

func judged(table string) string {
	return `INSERT INTO mekiki.` + table + ` SELECT $1, r.trigger, x.digest, r.at, r.verdict, r.score, x.body
		FROM jsonb_to_recordset($2::jsonb) AS x(digest TEXT, body JSONB), jsonb_to_record(x.body) AS r(trigger BIGINT, at TIMESTAMPTZ, verdict TEXT, score DOUBLE PRECISION) ON CONFLICT DO NOTHING`
}

// take sends records in one transaction, with the last event, where they are events. After an error Begin
// must come.
func (s *Sender) take(ctx context.Context, list []record.Event) error {
	kinds := map[string][]row{}
	for _, e := range list {
		sum := sha256.Sum256(e.Body) // as record.Digest has it
		kind := e.Kind
		if tables[kind] == "" {
			kind = ""
		}
		kinds[kind] = append(kinds[kind], row{e.ID, hex.EncodeToString(sum[:]), e.At, e.Kind, withoutNUL(e.Body)})
	}
	if err := script(ctx, s.conn, patience, "BEGIN"); err != nil {
		return err
	}
	for kind, rows := range kinds {
		b, err := json.Marshal(rows)
		if err != nil {
			return err
		}
		if _, err := do(ctx, s.conn, tables[kind], s.id, string(b)); err != nil {
			return err
		}
	}
	if last := list[len(list)-1]; last.ID > 0 {
		if _, err := do(ctx, s.conn, `UPDATE mekiki.stations SET seen = now(), event = $2, event_at = $3 WHERE id = $1`, s.id, itoa(last.ID), itoa(last.At.UnixMicro())); err != nil {
			return err
		}
	}
	return script(ctx, s.conn, patience, "COMMIT")
}

// withoutNUL puts U+FFFD in the place of each U+0000 of a JSON text, which PostgreSQL cannot keep: a
// label that holds one must not stop all that follows.
func withoutNUL(b []byte) []byte {
	if !bytes.Contains(b, []byte(`\u0000`)) {
		return b
	}
	b = bytes.Clone(b)
	for i := 0; i+1 < len(b); i++ {
		if b[i] != '\\' {
			continue
		}
		if bytes.HasPrefix(b[i:], []byte(`\u0000`)) {
			copy(b[i+2:], "fffd")
		}
		i++ // what is escaped begins nothing
	}
	return b
}

// Close ends the connection.
func (s *Sender) Close() {
	if s.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = s.conn.Close(ctx) // the database notices
	s.conn = nil
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
