package plant

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
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

// Query chooses results. The zero value is all of them.
type Query struct {
	Station  string // name or ID
	Verdicts []record.Verdict
	Lot      string
	Part     string
	From, To time.Time // From and later, before To; zero: no limit
	Recipe   string    // the hash of the version
	// MinScore and more, less than MaxScore; nil: no limit. With either, parts that were not judged are
	// left out.
	MinScore, MaxScore *float64
	// Called is the last review: OK, NG, REVIEW, or NONE for parts without one; "": any.
	Called record.Verdict
	// Behind is a result behind which to begin, in the order of Results; zero: with the newest.
	Behind Place
	// NoMasters leaves known parts out.
	NoMasters bool
}

// Place is where a result stands among all.
type Place struct {
	At      time.Time
	Station string // its ID
	Trigger int64
}

// Place is where it stands among all.
func (r *Result) Place() Place { return Place{r.At, r.StationID, r.Trigger} }

// Result is a result with the station that it is of, and what people called it: "" for nothing.
type Result struct {
	StationID string `json:"station_id"`
	// Digest is the SHA-256 of the record, as the station's audit has it. It tells two results of one number apart.
	Digest string `json:"digest"`
	record.Result
	Called record.Verdict `json:"called,omitempty"`
}

// added are the rows x of a table that were added to a result r. Where another result has its number, they are of the one
// after which they came.
func added(table string) string {
	return "FROM mekiki." + table + ` x WHERE x.station = r.station AND x.number = r.number AND NOT EXISTS (SELECT FROM mekiki.results o
		WHERE o.station = r.station AND o.number = r.number AND o.digest <> r.digest AND (o.at > r.at AND x.at >= o.at OR o.at <= r.at AND x.at < r.at))`
}

// lastReview is what people called a result r last.
var lastReview = "SELECT verdict " + added("reviews") + " ORDER BY id DESC LIMIT 1"

// chosen is q as SQL, with its arguments, of results r and stations s.
func (q *Query) chosen() (where string, args []string) {
	where = "true"
	add := func(text, arg string) {
		args = append(args, arg)
		where += " AND " + strings.ReplaceAll(text, "?", "$"+itoa(int64(len(args))))
	}
	if q.Station != "" {
		add("(s.name = ? OR s.id = ?)", q.Station)
	}
	if len(q.Verdicts) > 0 {
		list, err := json.Marshal(q.Verdicts)
		if err != nil {
			panic(err) // they are texts
		}
		add("r.verdict IN (SELECT jsonb_array_elements_text(?::jsonb))", string(list))
	}
	if q.Lot != "" {
		add("r.lot = ? AND r.lot <> ''", q.Lot)
	}
	if q.Part != "" {
		add("r.part = ? AND r.part <> ''", q.Part)
	}
	if !q.From.IsZero() {
		add("r.at >= ?::timestamptz", q.From.Format(time.RFC3339Nano))
	}
	if !q.To.IsZero() {
		add("r.at < ?::timestamptz", q.To.Format(time.RFC3339Nano))
	}
	if q.Recipe != "" {
		add("r.recipe = ? AND r.recipe <> ''", q.Recipe)
	}
	if q.MinScore != nil {
		add("r.score >= ?::float8", strconv.FormatFloat(*q.MinScore, 'g', -1, 64))
	}
	if q.MaxScore != nil {
		add("r.score < ?::float8", strconv.FormatFloat(*q.MaxScore, 'g', -1, 64))
	}
	if q.MinScore != nil || q.MaxScore != nil {
		where += " AND r.verdict <> 'NONE'"
	}
	if q.Called != "" {
		add("coalesce(("+lastReview+"), 'NONE') = ?", string(q.Called))
		if q.Called != record.None { // few are: only those are looked at
			where += " AND (r.station, r.number) IN (SELECT station, number FROM mekiki.reviews)"
		}
	}
	if !q.Behind.At.IsZero() {
		add("(r.at, r.station, r.number) < (?::timestamptz, ", q.Behind.At.Format(time.RFC3339Nano))
		args = append(args, q.Behind.Station, itoa(q.Behind.Trigger))
		where += "$" + itoa(int64(len(args)-1)) + ", $" + itoa(int64(len(args))) + "::bigint)"
	}
	if q.NoMasters {
		where += " AND r.master = ''"
	}
	return where, args
}

// Stations are all stations, by name, with what they sent of what q chooses. It reads all results of that,
// which takes as long as it takes.
func (v *View) Stations(ctx context.Context, q Query) ([]Sum, error) {
	where, args := q.chosen()
	only := "true"
	if q.Station != "" {
		only = "(s.name = $1 OR s.id = $1)"
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
	return read[Result](ctx, v, `SELECT r.body || jsonb_build_object('station_id', s.id, 'digest', r.digest, 'called',
			coalesce((`+lastReview+`), ''))
		FROM mekiki.results r JOIN mekiki.stations s ON s.id = r.station WHERE `+where+` ORDER BY r.at DESC, r.station DESC, r.number DESC LIMIT $`+itoa(int64(len(args)))+`::bigint`, args...)
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
