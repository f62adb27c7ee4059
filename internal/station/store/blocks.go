package store

import (
	"cmp"
	"context"
	"encoding/binary"
	"iter"
	"math"
	"slices"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/record"
)

// What pages ask of all results at once, such as how scores lie, is read from blocks: of each
// result the few columns that count, many results a row. Results are never changed, so a block
// is made once and stays right.

var blocksSchema = `
CREATE TABLE blocks (
	id INTEGER PRIMARY KEY,
	recipe TEXT NOT NULL,
	inspector TEXT NOT NULL,
	first INTEGER NOT NULL,               -- numbers of results
	last INTEGER NOT NULL,
	since INTEGER NOT NULL,               -- microseconds since 1970, UTC, of the earliest
	until INTEGER NOT NULL,               -- and of the latest
	rows BLOB NOT NULL                    -- scored, one behind the other
) STRICT;
CREATE INDEX blocks_first ON blocks (first);
CREATE INDEX blocks_last ON blocks (last);
INSERT INTO counters VALUES ('packed', 1); -- results of lower numbers are in blocks
DROP INDEX results_score;
CREATE INDEX results_review ON results (number) WHERE verdict = 'REVIEW' AND master = '';
CREATE INDEX audit_people ON audit (seq) WHERE what NOT IN ('result', 'late', 'shadow');
` + only("blocks")

// perBlock is how many numbers are packed at a time, but in tests.
const perBlock = 4096

const setPacked = `UPDATE counters SET next = ? WHERE name = 'packed'`

// scored are the columns of a result that blocks have.
type scored struct {
	number, at    int64
	score         float64
	verdict       record.Verdict
	given, master bool // the score did not decide; it is a known part
}

// scoredBytes is how long one is in a block.
const scoredBytes = 25

func (c scored) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(c.number))
	b = binary.LittleEndian.AppendUint64(b, uint64(c.at))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(c.score))
	kind := byte(slices.Index(record.Verdicts(), c.verdict))
	if c.given {
		kind |= 4
	}
	if c.master {
		kind |= 8
	}
	return append(b, kind)
}

// block are results of one recipe.
type block struct {
	recipe, inspector string
	edge              int64 // its last number, or its first where the oldest come first
	rows              []byte
}

func (b block) each() iter.Seq[scored] {
	return func(yield func(scored) bool) {
		verdicts := record.Verdicts()
		for r := b.rows; len(r) >= scoredBytes; r = r[scoredBytes:] {
			kind := r[24]
			c := scored{
				int64(binary.LittleEndian.Uint64(r)), int64(binary.LittleEndian.Uint64(r[8:])), math.Float64frombits(binary.LittleEndian.Uint64(r[16:])),
				verdicts[kind&3], kind&4 != 0, kind&8 != 0,
			}
			if !yield(c) {
				return
			}
		}
	}
}

const scoredColumns = "recipe, inspector, number, at, score, verdict, reason <> '', master <> ''"

func scanScoredRow(row columns) (b block, c scored, err error) {
	err = row(&b.recipe, &b.inspector, &c.number, &c.at, &c.score, &c.verdict, &c.given, &c.master)
	return b, c, err
}

// pack puts the results of the numbers from first to last into blocks, one a recipe.
func (t *tx) pack(first, last int64) error {
	rows, err := t.conn.QueryContext(noLimit, "SELECT "+scoredColumns+" FROM results NOT INDEXED WHERE number BETWEEN ? AND ? ORDER BY number", first, last)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // Err tells
	type span struct {
		block
		first, last, since, until int64
	}
	var list []span
	for rows.Next() {
		b, c, err := scanScoredRow(rows.Scan)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(s span) bool { return s.recipe == b.recipe && s.inspector == b.inspector })
		if i < 0 {
			i, list = len(list), append(list, span{b, c.number, c.number, c.at, c.at})
		}
		s := &list[i]
		s.last, s.since, s.until, s.rows = c.number, min(s.since, c.at), max(s.until, c.at), c.append(s.rows)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, s := range list {
		err := t.exec("INSERT INTO blocks (recipe, inspector, first, last, since, until, rows) VALUES (?,?,?,?,?,?,?)", s.recipe, s.inspector, s.first, s.last, s.since, s.until, s.rows)
		if err != nil {
			return err
		}
	}
	return nil
}

// block packs what is old enough that a result which is stored later has hardly a lower number,
// and such a one by itself.
func (t *tx) block(number int64) error {
	if number < t.packed {
		return t.pack(number, number)
	}
	if number < t.packed+2*t.span {
		return nil
	}
	if err := t.pack(t.packed, t.packed+t.span-1); err != nil {
		return err
	}
	t.packed += t.span
	return t.exec(setPacked, t.packed)
}

// blocks gives all results that the conditions where and within choose, in blocks: those that are not
// packed yet by themselves, then blocks, the last ones first or the first ones. where is on
// columns that results and blocks have, within on those of blocks.
func (s *Store) blocks(ctx context.Context, oldest bool, where, within string, args ...any) iter.Seq2[block, error] {
	edge, order := "last", "last DESC"
	if oldest {
		edge, order = "first", "first"
	}
	scan := func(row columns) (b block, err error) {
		var c scored
		err = row(&b.recipe, &b.inspector, &c.number, &c.at, &c.score, &c.verdict, &c.given, &c.master, &b.rows)
		if b.edge = c.number; b.rows == nil {
			b.rows = c.append(nil)
		}
		return b, err
	}
	text := "SELECT " + scoredColumns + ", NULL FROM results NOT INDEXED WHERE number >= (SELECT next FROM counters WHERE name = 'packed') AND " + where +
		" UNION ALL SELECT * FROM (SELECT recipe, inspector, " + edge + ", 0, 0.0, 'OK', 0, 0, rows FROM blocks WHERE " + where + " AND " + within + " ORDER BY " + order + ")"
	return rowsOf(ctx, s, scan, text, args...)
}

// bounds are times as columns have them; zero: no limit.
func bounds(from, to time.Time) (least, most int64) {
	least, most = math.MinInt64, math.MaxInt64
	if !from.IsZero() {
		least = from.UnixMicro()
	}
	if !to.IsZero() {
		most = to.UnixMicro()
	}
	return least, most
}

// among gives the results that are no masters, as a chooses them.
func (s *Store) among(ctx context.Context, a record.Among) iter.Seq2[scored, error] {
	from, to := bounds(a.From, a.To)
	return func(yield func(scored, error) bool) {
		for b, err := range s.blocks(ctx, false, "?1 IN ('', inspector) AND ?4 IN ('', recipe) AND recipe NOT IN (SELECT value FROM json_each(?5))", "until >= ?2 AND since < ?3", a.Inspector, from, to, a.Recipe, listed(a.Without)) {
			if err != nil {
				yield(scored{}, err)
				return
			}
			for c := range b.each() {
				if c.at >= from && c.at < to && !c.master && !yield(c, nil) {
					return
				}
			}
		}
	}
}

// numbers are those of the results that q chooses by what blocks have, as many as it wants.
func (s *Store) numbers(ctx context.Context, q record.Query) ([]int64, error) {
	var list []int64
	order := func(a, b int64) int { return cmp.Compare(b, a) }
	if q.Oldest {
		order = cmp.Compare[int64]
	}
	cut := func() {
		slices.SortFunc(list, order)
		list = list[:min(len(list), q.Limit)]
	}
	const where = "?1 IN ('', inspector) AND ?3 IN ('', recipe) AND (?2 = '' OR recipe IN (SELECT hash FROM recipes WHERE product = ?2))"
	for b, err := range s.blocks(ctx, q.Oldest, where, "1", q.Inspector, q.Product, q.Recipe) {
		if err != nil {
			return nil, err
		}
		if len(list) > 2*q.Limit {
			cut()
		}
		if len(list) >= q.Limit && len(b.rows) > scoredBytes && order(b.edge, slices.MaxFunc(list, order)) > 0 {
			break // blocks go on in the same order
		}
		for c := range b.each() {
			if chooses(q, c) {
				list = append(list, c.number)
			}
		}
	}
	cut()
	return list, nil
}

// chooses says whether q chooses a result, by what blocks have.
func chooses(q record.Query, c scored) bool {
	switch {
	case q.Before > 0 && c.number >= q.Before, q.After > 0 && c.number <= q.After,
		len(q.Verdicts) > 0 && !slices.Contains(q.Verdicts, c.verdict),
		!q.From.IsZero() && c.at < q.From.UnixMicro(), !q.To.IsZero() && c.at >= q.To.UnixMicro(),
		(q.MinScore != nil || q.MaxScore != nil) && c.verdict == record.None,
		q.MinScore != nil && !(c.score >= *q.MinScore), q.MaxScore != nil && !(c.score < *q.MaxScore),
		q.NoMasters && c.master:
		return false
	}
	return true
}

// packAll packs what an older program has left.
func (s *Store) packAll(ctx context.Context) error {
	var most int64
	err := s.conn.QueryRowContext(ctx, "SELECT coalesce(max(number), 0), coalesce((SELECT next FROM counters WHERE name = 'packed'), 1) FROM results").Scan(&most, &s.packed)
	for err == nil && s.packed+2*s.span <= most {
		t := &tx{conn: s.conn, packed: s.packed, span: s.span}
		t.run("BEGIN IMMEDIATE")
		if t.err == nil {
			t.err = t.block(most)
		}
		t.run("COMMIT")
		if err = t.err; err == nil {
			s.packed = t.packed
		}
	}
	if err != nil {
		_, _ = s.conn.ExecContext(ctx, "ROLLBACK") // fails where no transaction is open
		return lang.Errorf("%s: %w", s.path, inWords(err))
	}
	return nil
}

// compareBlocks holds blocks against the results.
func (s *Store) compareBlocks(ctx context.Context, c *audit.Checked) error {
	type span struct {
		block
		first, last int64
	}
	scan := func(row columns) (b span, err error) {
		err = row(&b.recipe, &b.inspector, &b.first, &b.last, &b.rows)
		return b, err
	}
	pair := func(row columns) (scored, error) {
		_, c, err := scanScoredRow(row)
		return c, err
	}
	for b, err := range rowsOf(ctx, s, scan, "SELECT recipe, inspector, first, last, rows FROM blocks ORDER BY first") {
		if err != nil {
			return err
		}
		stored := map[int64]scored{}
		for r, err := range rowsOf(ctx, s, pair, "SELECT "+scoredColumns+" FROM results NOT INDEXED WHERE number BETWEEN ? AND ? AND recipe = ? AND inspector = ?", b.first, b.last, b.recipe, b.inspector) {
			if err != nil {
				return err
			}
			stored[r.number] = r
		}
		for r := range b.each() {
			if stored[r.number] != r {
				c.Findings = append(c.Findings, audit.Finding{Kind: audit.Changed, Text: lang.T("the block of scores of parts %d to %d is not as their results are", b.first, b.last)})
				break
			}
		}
	}
	var missing int64
	err := s.reads.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM results WHERE number < (SELECT next FROM counters WHERE name = 'packed')) - (SELECT coalesce(sum(length(rows)), 0) FROM blocks) / ?", scoredBytes).Scan(&missing)
	if err != nil {
		return lang.Errorf("%s: %w", s.path, inWords(err))
	}
	if missing != 0 {
		c.Findings = append(c.Findings, audit.Finding{Kind: audit.Missing, Text: lang.T("blocks of scores hold another number of parts than there are results")})
	}
	return nil
}
