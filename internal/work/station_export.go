package work

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"mekiki/internal/atomicfile"
	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/station/store"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
)

// exported is what ExportStation leaves.
var exported = folder.Kind{What: lang.T("an export of a station"), Name: "export", Files: []string{"audit.csv", "audit.json", signedExport}}

// ExportFormats are those that ExportStation writes.
func ExportFormats() []string { return []string{"csv", "json"} }

// ExportStationConfig is what an export needs.
type ExportStationConfig struct {
	Dir    string `json:"dir"`
	Format string `yaml:"format" json:"format" help:"csv for a spreadsheet, json for programs"`
	Sign   bool   `yaml:"sign" json:"sign" help:"sign what is written with the station's key: signed.txt, signed.txt.sig and audit.pub"`
	folder.Choice
}

// NewExportStationConfig has the usual settings.
func NewExportStationConfig() ExportStationConfig { return ExportStationConfig{Format: "csv"} }

// ExportedStation is what was written.
type ExportedStation struct {
	Folder string         `json:"folder"`
	Files  []ExportedFile `json:"files"`
	Signed string         `json:"signed,omitempty"` // the file that was signed
}

// ExportedFile is a file with so many records.
type ExportedFile struct {
	File    string `json:"file"`
	Records int64  `json:"records"`
}

// ExportStation writes all records of a station so that people and programs can read them. A
// station that runs may go on.
func ExportStation(ctx context.Context, at *desk.Desk, c ExportStationConfig) (done *ExportedStation, err error) {
	if c.Format != "csv" && c.Format != "json" {
		return nil, misuse.Unknown(lang.T("format"), c.Format, ExportFormats())
	}
	db, err := store.Read(ctx, c.Dir)
	if err != nil {
		return nil, err
	}
	defer closed(db, &err)
	held, err := folder.Open(exported, c.Choice)
	if err != nil {
		return nil, err
	}
	defer held.Release()
	done = &ExportedStation{Folder: held.Dir}
	said, err := stateHead(ctx, db, time.Now()) // of before: what is written holds it
	if err != nil {
		return nil, err
	}
	for _, t := range []struct {
		name  string
		write func(w io.Writer) (int64, error)
	}{
		{"results", sheet(c.Format, db.EachResult(ctx), resultHeader, resultCells)},
		{"late", sheet(c.Format, db.EachLate(ctx), lateHeader, lateCells)},
		{"reviews", sheet(c.Format, db.EachReview(ctx), reviewHeader, reviewCells)},
		{"labels", sheet(c.Format, db.EachLabel(ctx), labelHeader, labelCells)},
		{"recipes", sheet(c.Format, db.EachVersion(ctx), versionHeader, versionCells)},
		{"recipe_steps", sheet(c.Format, db.EachStep(ctx), stepHeader, stepCells)},
		{"trials", sheet(c.Format, db.EachTrial(ctx), trialHeader, trialCells)},
		{"shadows", sheet(c.Format, db.EachShadow(ctx), shadowHeader, shadowCells)},
		{"studies", sheet(c.Format, db.EachStudy(ctx), studyHeader, studyCells)},
		{"study_calls", sheet(c.Format, db.EachStudyCall(ctx), studyCallHeader, studyCallCells)},
		{"audit", sheet(c.Format, db.Audit(ctx), auditHeader, auditCells)},
	} {
		f := ExportedFile{File: t.name + "." + c.Format}
		err := atomicfile.Write(filepath.Join(held.Dir, f.File), func(w io.Writer) (err error) {
			b := bufio.NewWriter(w)
			if f.Records, err = t.write(b); err != nil {
				return err
			}
			return b.Flush()
		})
		if err != nil {
			return nil, err
		}
		done.Files = append(done.Files, f)
	}
	at.Lap("export records")
	if c.Sign {
		if err := signExport(done, c.Dir, said); err != nil {
			return nil, err
		}
		done.Signed = signedExport
	}
	return done, nil
}

// byteOrderMark begins a CSV file, so that Excel reads it as UTF-8 in every country.
const byteOrderMark = "\ufeff"

// sheet writes records: as CSV with a header, or as a JSON array with one on each line.
func sheet[T any](format string, records iter.Seq2[T, error], header []string, cells func(T) []string) func(io.Writer) (int64, error) {
	if format == "csv" {
		return func(w io.Writer) (n int64, err error) {
			if _, err := io.WriteString(w, byteOrderMark); err != nil {
				return 0, err
			}
			c := csv.NewWriter(w)
			_ = c.Write(header) // Error tells
			for r, err := range records {
				if err != nil {
					return n, err
				}
				_ = c.Write(harmless(cells(r)))
				n++
			}
			c.Flush()
			return n, c.Error()
		}
	}
	return func(w io.Writer) (n int64, err error) {
		before := "[\n"
		for r, err := range records {
			if err != nil {
				return n, err
			}
			b, err := json.Marshal(r)
			if err != nil {
				return n, err
			}
			if _, err := io.WriteString(w, before+string(b)); err != nil {
				return n, err
			}
			before = ",\n"
			n++
		}
		end := "\n]\n"
		if n == 0 {
			end = "[]\n"
		}
		_, err = io.WriteString(w, end)
		return n, err
	}
}

// harmless puts ' before texts that a spreadsheet would take for a formula: a part may be named by
// whoever prints its label.
func harmless(cells []string) []string {
	for i, c := range cells {
		if c == "" || !strings.ContainsRune("=+-@\t\r", rune(c[0])) {
			continue
		}
		if _, err := strconv.ParseFloat(c, 64); err != nil {
			cells[i] = "'" + c
		}
	}
	return cells
}

var (
	resultHeader  = []string{"trigger", "at", "station", "source", "part", "lot", "verdict", "score", "low", "high", "reason", "like", "milliseconds", "inspector", "picture", "format", "bytes", "idempotency_key", "recipe", "master"}
	lateHeader    = []string{"trigger", "at", "verdict", "score", "reason", "like", "milliseconds"}
	reviewHeader  = []string{"id", "trigger", "at", "who", "verdict", "reason"}
	versionHeader = []string{"hash", "product", "number", "at", "who", "inspector", "low", "high", "no_guard", "intended_use", "parent", "roi", "guard"}
	stepHeader    = []string{"id", "hash", "kind", "at", "who", "second", "reason"}
	trialHeader   = []string{"id", "hash", "at", "who", "asked", "judged", "not_kept", "changed", "from", "to", "found", "could", "seed"}
	shadowHeader  = []string{"trigger", "at", "verdict", "score", "reason", "like", "milliseconds", "recipe"}
	auditHeader   = []string{"seq", "at", "who", "station", "what", "subject", "old", "new", "reason", "record", "prev", "hash"}
)

// instant is a time as people and programs read it: to the microsecond, with its offset.
func instant(t time.Time) string { return t.Format("2006-01-02T15:04:05.000000Z07:00") }

// period is an end of one; "" where there is none.
func period(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return instant(t)
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
func whole(v int64) string     { return strconv.FormatInt(v, 10) }

func resultCells(r record.Result) []string {
	return []string{whole(r.Trigger), instant(r.At), r.Station, r.Source, r.Part, r.Lot, string(r.Verdict), decimal(r.Score), decimal(r.Low), decimal(r.High), r.Reason, r.Like,
		decimal(r.Milliseconds), r.Inspector, r.Picture, r.Format, strconv.Itoa(r.Bytes), r.Key, r.Recipe, string(r.Master)}
}

func lateCells(l record.Late) []string {
	return []string{whole(l.Trigger), instant(l.At), string(l.Verdict), decimal(l.Score), l.Reason, l.Like, decimal(l.Milliseconds)}
}

func reviewCells(m record.Mark) []string {
	return []string{whole(m.ID), whole(m.Trigger), instant(m.At), m.Who, string(m.Verdict), m.Reason}
}

func versionCells(v recipe.Version) []string {
	roi, guard := "", ""
	if v.ROI != nil {
		roi = decimal(v.ROI.X) + "," + decimal(v.ROI.Y) + "," + decimal(v.ROI.Width) + "," + decimal(v.ROI.Height)
	}
	for _, name := range slices.Sorted(maps.Keys(v.Guard)) {
		at := "off"
		if l := v.Guard[name]; !l.Off {
			at = decimal(l.At)
		}
		guard += name + "=" + at + " "
	}
	guard = strings.TrimSuffix(guard, " ")
	return []string{v.Hash(), v.Product, strconv.Itoa(v.Number), instant(v.At), v.Who, v.Inspector, decimal(v.Low), decimal(v.High), strconv.FormatBool(v.NoGuard), v.IntendedUse, v.Parent, roi, guard}
}

func stepCells(p recipe.Act) []string {
	return []string{whole(p.ID), p.Hash, string(p.Kind), instant(p.At), p.Who, p.Second, p.Reason}
}

func trialCells(r recipe.Trial) []string {
	return []string{whole(r.ID), r.Hash, instant(r.At), r.Who, strconv.Itoa(r.Asked), strconv.Itoa(r.Judged), strconv.Itoa(r.NotKept), strconv.Itoa(len(r.Changed)),
		period(r.From), period(r.To), strconv.Itoa(r.Found), strconv.Itoa(r.Could), whole(r.Seed)}
}

func shadowCells(w record.Shadow) []string { return append(lateCells(w.Late), w.Recipe) }

func auditCells(r audit.Row) []string {
	return []string{whole(r.Seq), instant(r.At), r.Who, r.Station, r.What, r.Subject, r.Old, r.New, r.Reason, r.Record, r.Prev, r.Hash}
}
