package plant

import (
	"context"

	"mekiki/internal/station/record"
)

// decided are results r whose score decided.
const decided = "coalesce(r.body->>'reason', '') = ''"

// Tally is what the results that q chooses came to; Tally.Worst stays empty, since Results chooses those.
func (v *View) Tally(ctx context.Context, q Query) (*record.Tally, error) {
	where, args := q.chosen()
	from := " FROM mekiki.results r JOIN mekiki.stations s ON s.id = r.station WHERE " + where
	list, err := read[record.Tally](ctx, v, `SELECT json_build_object('first', min(c.first), 'last', max(c.last), 'counts', coalesce(json_object_agg(c.verdict, c.n), '{}'))
		FROM (SELECT r.verdict, min(r.at) AS first, max(r.at) AS last, count(*) AS n`+from+` GROUP BY r.verdict) c`, args...)
	if err != nil {
		return nil, err
	}
	t := &list[0]
	t.Reasons, err = read[record.Reason](ctx, v, `SELECT json_build_object('verdict', c.verdict, 'reason', c.reason, 'count', c.n) FROM (SELECT r.verdict, r.body->>'reason' AS reason, count(*) AS n`+
		from+` AND NOT `+decided+` GROUP BY 1, 2) c ORDER BY c.n DESC, c.verdict, c.reason LIMIT `+itoa(record.MostReasons), args...)
	return t, err
}

// Spread is how the scores lie of results that q chooses, in so many bins.
func (v *View) Spread(ctx context.Context, q Query, bins int) (*record.Spread, error) {
	where, args := q.chosen()
	from := " FROM mekiki.results r JOIN mekiki.stations s ON s.id = r.station WHERE " + where
	n := itoa(int64(bins))
	list, err := read[record.Spread](ctx, v, `WITH judged AS MATERIALIZED (SELECT r.score`+from+` AND `+decided+`),
			ends AS (SELECT count(*) AS n, coalesce(min(score), 0) AS low, coalesce(max(score), 0) AS high FROM judged),
			binned AS (SELECT CASE WHEN high > low THEN least(floor((score - low) / ((high - low) / `+n+`)), `+n+` - 1) ELSE 0 END AS bin, count(*) AS n FROM judged, ends GROUP BY 1)
		SELECT json_build_object('count', n, 'min', low, 'max', high,
			'bins', (SELECT json_agg(coalesce(b.n, 0) ORDER BY i) FROM generate_series(0, `+n+` - 1) i LEFT JOIN binned b ON b.bin = i),
			'held', (SELECT count(*)`+from+` AND r.verdict = 'REVIEW' AND NOT `+decided+`)) FROM ends`, args...)
	if err != nil {
		return nil, err
	}
	w := &list[0]
	w.Known, err = read[record.Scored](ctx, v, `SELECT json_build_object('trigger', k.number, 'score', k.score, 'called', k.called) FROM (SELECT r.number, r.score, r.at, `+word+` AS called`+
		from+` AND `+decided+` AND (r.station, r.number) IN (SELECT station, number FROM mekiki.reviews)) k WHERE k.called <> 'NONE' ORDER BY k.at DESC, k.number DESC LIMIT `+itoa(record.MostKnown), args...)
	return w, err
}

// Worst are the results that q chooses with the highest scores of those whose score decided, at most so many.
func (v *View) Worst(ctx context.Context, q Query, most int) ([]Result, error) {
	q.Decided = true
	where, args := q.chosen()
	return read[Result](ctx, v, `SELECT `+whole+` FROM mekiki.results r JOIN mekiki.stations s ON s.id = r.station WHERE `+where+` ORDER BY r.score DESC, r.number DESC LIMIT `+itoa(int64(most)), args...)
}
