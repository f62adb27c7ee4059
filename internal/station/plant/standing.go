package plant

import (
	"context"
	"iter"
	"time"

	"mekiki/internal/station/record"
)

// Standing is how a station stood when it sent last: the last step of its state and the last alarm, nil
// where it has sent none.
type Standing struct {
	ID    string        `json:"id"`
	State *record.Step  `json:"state,omitempty"`
	Alarm *record.Alarm `json:"alarm,omitempty"`
	// Program is the version with which it began to send last; "" of stations that did not say it yet.
	Program string `json:"program"`
	// Newest is when its newest part came; zero without one.
	Newest time.Time `json:"newest,omitzero"`
	// Lag is how many seconds the last event that it has sent was old by then, by the clocks of the station and of the database.
	Lag float64 `json:"lag"`
}

// Standings are all stations, by name.
func (v *View) Standings(ctx context.Context) ([]Standing, error) {
	last := func(kind string) string {
		return "(SELECT body FROM mekiki.events e WHERE e.station = s.id AND e.kind = '" + kind + "' ORDER BY e.id DESC LIMIT 1)"
	}
	return read[Standing](ctx, v, "SELECT json_build_object('id', s.id, 'program', s.program, 'newest', (SELECT max(at) FROM mekiki.results r WHERE r.station = s.id), 'lag', CASE WHEN s.event > 0 THEN greatest(0, extract(epoch FROM s.seen) - s.event_at / 1e6) ELSE 0 END, 'state', "+last(record.EventState)+", 'alarm', "+last(record.EventAlarm)+") FROM mekiki.stations s ORDER BY s.name, s.id")
}

// Recipe is a version of a recipe by which a station has judged, or may.
type Recipe struct {
	Station string    `json:"station"` // its ID
	Name    string    `json:"station_name"`
	Hash    string    `json:"hash"`
	At      time.Time `json:"at"` // of the last step of it that the station has sent
}

// Recipes are versions of which stations have sent a step, or the newest of their results, the last ones
// first.
func (v *View) Recipes(ctx context.Context) ([]Recipe, error) {
	return read[Recipe](ctx, v, `SELECT json_build_object('station', s.id, 'station_name', s.name, 'hash', x.hash, 'at', max(x.at)) FROM mekiki.stations s,
		LATERAL (SELECT body->>'hash' AS hash, at FROM mekiki.events WHERE station = s.id AND kind = '`+record.EventRecipe+`'
			UNION ALL (SELECT recipe, at FROM mekiki.results WHERE station = s.id ORDER BY at DESC LIMIT 1)) x
		WHERE x.hash <> '' GROUP BY s.id, s.name, x.hash ORDER BY max(x.at) DESC, s.name, x.hash`)
}

// Full is a result with what was added to it.
type Full struct {
	Result
	Late    *record.Late   `json:"late,omitempty"`
	Shadow  *record.Shadow `json:"shadow,omitempty"`
	Reviews []record.Mark  `json:"reviews"`
	// Others are how many results the station has under the same number besides.
	Others int `json:"others,omitempty"`
}

// ID says which result it is: the station by its ID, the number of the part, and how the digest begins; "" for the newest
// of the number.
type ID struct {
	Station string
	Number  int64
	Digest  string
}

// Result is one result; record.ErrNone where there is none.
func (v *View) Result(ctx context.Context, id ID) (*Full, error) {
	list, err := read[Full](ctx, v, `SELECT r.body || jsonb_build_object('station_id', r.station, 'digest', r.digest, 'called', replace(`+word+`, 'NONE', ''),
			'late', (SELECT body `+added("late")+` ORDER BY at DESC LIMIT 1),
			'shadow', (SELECT body `+added("shadows")+` ORDER BY at DESC LIMIT 1),
			'reviews', coalesce((SELECT jsonb_agg(x.body ORDER BY x.id) `+added("reviews")+`), '[]'),
			'others', (SELECT count(*) - 1 FROM mekiki.results o WHERE o.station = r.station AND o.number = r.number))
		FROM mekiki.results r WHERE r.station = $1 AND r.number = $2::bigint AND starts_with(r.digest, $3) ORDER BY r.at DESC LIMIT 1`, id.Station, itoa(id.Number), id.Digest)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, record.ErrNone
	}
	return &list[0], nil
}

// judgedAtOnce is how many parts EachJudged reads at a time.
const judgedAtOnce = 5000

// EachJudged gives the parts that a station, by its ID, judged by a version of a recipe, masters not, by
// time: from a moment on and before another one; zero: no limit.
func (p *Views) EachJudged(ctx context.Context, station, recipe string, from, to time.Time) iter.Seq2[record.Judged, error] {
	q := Query{Recipe: recipe, From: from, To: to, NoMasters: true}
	return func(yield func(record.Judged, error) bool) {
		var last record.Judged
		for {
			where, args := q.chosen()
			args = append(args, station, last.At.Format(time.RFC3339Nano), itoa(last.Trigger))
			n := int64(len(args))
			// Held is a part whose score did not decide: its result says why.
			text := `SELECT json_build_object('Trigger', r.number, 'At', r.at, 'Verdict', r.verdict, 'Score', r.score, 'Held', coalesce(r.body->>'reason', '') <> '')
				FROM mekiki.results r WHERE ` + where + ` AND r.verdict <> 'NONE' AND r.station = $` + itoa(n-2) + ` AND (r.at, r.number) > ($` + itoa(n-1) + `::timestamptz, $` + itoa(n) + `::bigint)` +
				q.order("", "r.at", "r.number") + " LIMIT " + itoa(judgedAtOnce)
			list, err := With(ctx, p, func(ctx context.Context, v *View) ([]record.Judged, error) {
				return read[record.Judged](ctx, v, text, args...)
			})
			if err != nil {
				yield(record.Judged{}, err)
				return
			}
			for _, j := range list {
				if !yield(j, nil) {
					return
				}
			}
			if len(list) < judgedAtOnce {
				return
			}
			last = list[len(list)-1]
			q.From = last.At // so that the index is read from there on
		}
	}
}

// EachResult gives the newest results that q chooses, the newest first, at most so many; some are read at a time.
func (p *Views) EachResult(ctx context.Context, q Query, some, most int) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		for most > 0 {
			list, err := With(ctx, p, func(ctx context.Context, v *View) ([]Result, error) { return v.Results(ctx, q, min(some, most)) })
			if err != nil {
				yield(Result{}, err)
				return
			}
			for _, r := range list {
				if !yield(r, nil) {
					return
				}
			}
			if len(list) < some {
				return
			}
			most -= len(list)
			q.Behind = list[len(list)-1].Place()
		}
	}
}
