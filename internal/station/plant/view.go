package plant

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"mekiki/internal/lang"
	"mekiki/internal/station/record"
)

// View reads what stations have sent. One goroutine uses it.
type View struct{ conn *pgconn.PgConn }

// Open connects to read. It changes nothing, and needs no right but to read.
func Open(ctx context.Context, a *Address) (*View, error) {
	c, err := a.connect(ctx)
	if err != nil {
		return nil, lang.Errorf("the plant's database %s: %w", a.String(), err)
	}
	v := &View{c}
	n, err := versionOf(ctx, c)
	if err == nil && n < len(migrations) {
		err = lang.Errorf("no station has sent anything yet, or only older ones; start mekiki serve with --plant")
	}
	if err != nil {
		v.Close()
		return nil, lang.Errorf("the plant's database %s: %w", a.String(), err)
	}
	return v, nil
}

// Close ends the connection.
func (v *View) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = v.conn.Close(ctx) // the database notices
	select {
	case <-v.conn.CleanupDone(): // it was told to end what was given up
	case <-ctx.Done():
	}
}

// Sum is what a station has sent.
type Sum struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"`
	Seen   time.Time `json:"seen"` // when it sent last
	OK     int64     `json:"ok"`
	NG     int64     `json:"ng"`
	Review int64     `json:"review"`
	None   int64     `json:"none"`
	// First and Last are when parts came; zero without one.
	First time.Time `json:"first,omitzero"`
	Last  time.Time `json:"last,omitzero"`
	// Twice are numbers of parts under which there are two results: the station was put back from a
	// backup, or a copy of it runs.
	Twice int64 `json:"twice"`
}

// Result is a result with the station that it is of, and what people called it: "" for nothing.
type Result struct {
	StationID string `json:"station_id"`
	// Digest is the SHA-256 of the record, as the station's audit has it. It tells two results of one number apart.
	Digest string `json:"digest"`
	record.Result
	Called record.Verdict `json:"called,omitempty"`
}

// Place is where it stands among all.
func (r *Result) Place() Place { return Place{r.At, r.StationID, r.Trigger} }

// added are the rows x of a table that were added to a result r. Where another result has its number, they are of the one
// after which they came.
func added(table string) string {
	return "FROM mekiki." + table + ` x WHERE x.station = r.station AND x.number = r.number AND NOT EXISTS (SELECT FROM mekiki.results o
		WHERE o.station = r.station AND o.number = r.number AND o.digest <> r.digest AND (o.at > r.at AND x.at >= o.at OR o.at <= r.at AND x.at < r.at))`
}

// word is what people say of a result r: the last review, NONE for nothing.
var word = "coalesce((SELECT verdict " + added("reviews") + " ORDER BY id DESC LIMIT 1), 'NONE')"

// whole is a Result r of a station s.
var whole = "r.body || jsonb_build_object('station_id', s.id, 'digest', r.digest, 'called', replace(" + word + ", 'NONE', ''))"

// Stations are all stations, by name, with what they sent of what q chooses. It reads all results of that,
// which takes as long as it takes.
func (v *View) Stations(ctx context.Context, q Query) ([]Sum, error) {
	where, args := q.chosen()
	only := "true"
	if q.Station != "" {
		only = "$1 IN (s.name, s.id)"
	}
	return read[Sum](ctx, v, `SELECT json_build_object('id', s.id, 'name', s.name, 'seen', s.seen, 'ok', c.ok, 'ng', c.ng, 'review', c.review, 'none', c.none, 'first', c.first, 'last', c.last, 'twice', c.total - c.numbers)
		FROM mekiki.stations s, LATERAL (SELECT count(*) FILTER (WHERE verdict = 'OK') AS ok, count(*) FILTER (WHERE verdict = 'NG') AS ng, count(*) FILTER (WHERE verdict = 'REVIEW') AS review,
			count(*) FILTER (WHERE verdict = 'NONE') AS none, min(at) AS first, max(at) AS last, count(*) AS total, count(DISTINCT number) AS numbers
			FROM mekiki.results r WHERE r.station = s.id AND `+where+`) c WHERE `+only+` ORDER BY s.name, s.id`, args...)
}

// Results are the newest results that q chooses, at most so many.
func (v *View) Results(ctx context.Context, q Query, most int) ([]Result, error) {
	where, args := q.chosen()
	args = append(args, itoa(int64(most)))
	return read[Result](ctx, v, `SELECT `+whole+`
		FROM mekiki.results r JOIN mekiki.stations s ON s.id = r.station WHERE `+where+q.order(" DESC", "r.at", "r.station", "r.number")+` LIMIT $`+itoa(int64(len(args)))+`::bigint`, args...)
}

func read[T any](ctx context.Context, v *View, text string, args ...string) ([]T, error) {
	found, err := rows(ctx, v.conn, text, args...)
	if err != nil {
		return nil, lang.Errorf("the plant's database: %w", err)
	}
	list := make([]T, len(found))
	for i, b := range found {
		if err := json.Unmarshal(b, &list[i]); err != nil {
			return nil, lang.Errorf("the plant's database: %w", err)
		}
	}
	return list, nil
}
