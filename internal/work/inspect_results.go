package work

import (
	"encoding/json"
	"io"
	"math"
	"os"

	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/inspection"
)

// mostResults bounds the file of stored results that is read, in bytes.
const mostResults = 1 << 30

// storedResults is what of the results of inspect run and inspect test is needed again.
type storedResults struct {
	Schema     string           `json:"schema"`
	Distance   string           `json:"distance"`
	Thresholds *risk.Thresholds `json:"thresholds"` // of a run
	Figures    *struct {
		Thresholds risk.Thresholds `json:"thresholds"`
	} `json:"figures"` // of a test
	Parts []struct {
		File   string   `json:"file"`
		Score  *float64 `json:"score"`
		Reason string   `json:"reason"`
		Kind   string   `json:"kind"`
		Error  string   `json:"error"`
	} `json:"parts"`
}

// readResults reads what inspect run or inspect test printed as JSON: pictures with their
// scores, and the thresholds that judged them. Pictures that could not be read are left out.
// Errors name the file.
func readResults(path, distance string) ([]judgedPicture, risk.Thresholds, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, risk.Thresholds{}, err
	}
	defer f.Close()
	list, t, err := decodeResults(f, distance)
	if err != nil {
		return nil, t, lang.Errorf("%s: %w", path, err)
	}
	return list, t, nil
}

func decodeResults(r io.Reader, distance string) ([]judgedPicture, risk.Thresholds, error) {
	b, err := io.ReadAll(io.LimitReader(r, mostResults+1))
	if err != nil {
		return nil, risk.Thresholds{}, err
	}
	var s storedResults
	if len(b) > mostResults {
		return nil, risk.Thresholds{}, lang.Errorf("longer than %d bytes; this is another kind of file", mostResults)
	}
	if err := json.Unmarshal(b, &s); err != nil {
		return nil, risk.Thresholds{}, err
	}
	t := s.Thresholds
	if t == nil && s.Figures != nil {
		t = &s.Figures.Thresholds
	}
	switch {
	case t == nil || len(s.Parts) == 0:
		return nil, risk.Thresholds{}, lang.Errorf("these are no results with pictures; mekiki inspect run INSPECTOR new --json > results.json makes some")
	case s.Distance != distance:
		return nil, *t, lang.Errorf("these are results of another inspector, whose scores mean something else (its distance is %.200s); judge the pictures again with mekiki inspect run", s.Distance)
	}
	var list []judgedPicture
	for i, p := range s.Parts {
		if p.Error != "" {
			continue
		}
		if p.Score == nil || math.IsInf(*p.Score, 0) {
			return nil, *t, lang.Errorf("picture %d, %.200q, has no score", i+1, p.File)
		}
		list = append(list, judgedPicture{
			risk.Part{Score: *p.Score, Bad: p.Kind != "" && p.Kind != inspection.GoodKind, Kind: p.Kind, Guarded: p.Reason != ""}, p.File, p.Kind,
		})
	}
	return list, *t, t.Check()
}
