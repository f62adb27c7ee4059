package plant

import (
	"strconv"
	"strings"
	"time"

	"mekiki/internal/station/record"
)

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
	// Called is the last review: OK, NG, REVIEW, or NONE for parts without one, or with one that was taken back; "": any.
	Called record.Verdict
	// Behind is a result behind which to begin, in the order of Results; zero: with the newest.
	Behind Place
	// NoMasters leaves known parts out.
	NoMasters bool
	// Decided leaves parts out whose score did not decide.
	Decided bool
}

// Place is where a result stands among all.
type Place struct {
	At      time.Time
	Station string // its ID
	Trigger int64
}

// chosen is q as SQL, with its arguments, of results r and stations s.
func (q *Query) chosen() (where string, args []string) {
	where = "true"
	add := func(text string, list ...string) {
		for _, a := range list {
			args = append(args, a)
			text = strings.Replace(text, "?", "$"+itoa(int64(len(args))), 1)
		}
		where += " AND " + text
	}
	if q.Station != "" {
		add("? IN (s.name, s.id)", q.Station)
	}
	if len(q.Verdicts) > 0 {
		var list []string
		for _, v := range q.Verdicts {
			list = append(list, strconv.Quote(string(v)))
		}
		add("r.verdict = ANY (?::text[])", "{"+strings.Join(list, ",")+"}")
	}
	if q.Lot != "" {
		add("r.lot = ? AND r.lot <> ''", q.Lot)
	}
	if q.Part != "" {
		add("r.part = ? AND r.part <> ''", q.Part)
	}
	q.addTimes(add)
	if q.MinScore != nil {
		add("r.score >= ?::float8", strconv.FormatFloat(*q.MinScore, 'g', -1, 64))
	}
	if q.MaxScore != nil {
		add("r.score < ?::float8", strconv.FormatFloat(*q.MaxScore, 'g', -1, 64))
	}
	if q.MinScore != nil || q.MaxScore != nil {
		add("r.verdict <> 'NONE'")
	}
	if q.Called != "" {
		add(word+" = ?", string(q.Called))
		if q.Called != record.None { // few are: only those are looked at
			add("(r.station, r.number) IN (SELECT station, number FROM mekiki.reviews)")
		}
	}
	if q.Decided {
		add(decided)
	}
	if q.NoMasters {
		add("r.master = ''")
	}
	return where, args
}

// addTimes adds what q says of recipe and time. A recipe is compared together with the time, and results of one are asked
// for in the order of both: so PostgreSQL reads the index that has both. By "r.recipe = $1" it would take one by time, where it
// thinks it finds the recipe soon, and go through all that came since.
func (q *Query) addTimes(add func(text string, list ...string)) {
	at := func(t time.Time, none string) string {
		if t.IsZero() {
			return none
		}
		return t.Format(time.RFC3339Nano)
	}
	behind := []string{at(q.Behind.At, ""), q.Behind.Station, itoa(q.Behind.Trigger)}
	switch {
	case q.Recipe == "" && !q.Behind.At.IsZero():
		add("(r.at, r.station, r.number) < (?::timestamptz, ?, ?::bigint)", behind...)
	case q.Recipe != "" && !q.Behind.At.IsZero():
		add("(r.recipe, r.at, r.station, r.number) < (?, ?::timestamptz, ?, ?::bigint)", append([]string{q.Recipe}, behind...)...)
	case q.Recipe != "":
		add("(r.recipe, r.at) < (?, ?::timestamptz)", q.Recipe, at(q.To, "infinity"))
	}
	if q.Recipe != "" {
		add("(r.recipe, r.at) >= (?, ?::timestamptz) AND r.recipe <> ''", q.Recipe, at(q.From, "-infinity"))
	} else if !q.From.IsZero() {
		add("r.at >= ?::timestamptz", at(q.From, ""))
	}
	if !q.To.IsZero() {
		add("r.at < ?::timestamptz", at(q.To, ""))
	}
}

// order is how results that q chooses are sorted: by these columns, each followed by then.
func (q *Query) order(then string, columns ...string) string {
	if q.Recipe != "" {
		columns = append([]string{"r.recipe"}, columns...)
	}
	return " ORDER BY " + strings.Join(columns, then+", ") + then
}
