package work

import (
	"context"
	"slices"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/plant"
	"mekiki/internal/station/record"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// PlantViewConfig is what is asked of a plant's database.
type PlantViewConfig struct {
	Address   string   `json:"-"` // may hold a password
	Station   string   `yaml:"station" json:"station,omitempty" value:"name" help:"only this station, by its name or its ID"`
	Verdict   []string `yaml:"verdict" json:"verdict,omitempty" value:"verdict" help:"only results with this verdict: OK, NG, REVIEW or NONE; may be given several times"`
	Lot       string   `yaml:"lot" json:"lot,omitempty" help:"only parts of this lot"`
	Part      string   `yaml:"part" json:"part,omitempty" help:"only the part of this number"`
	From      string   `yaml:"from" json:"from,omitempty" value:"time" help:"only parts from this time on, such as 2026-11-30 or 2026-11-30T06:00:00+09:00"`
	To        string   `yaml:"to" json:"to,omitempty" value:"time" help:"only parts before this time"`
	Results   int      `yaml:"results" json:"results" help:"list so many results, the newest first, 0 to 100000"`
	NoMasters bool     `yaml:"no-masters" json:"no_masters,omitempty" help:"leave out parts of the check with masters"`
}

// PlantView is what stations have sent to a plant's database.
type PlantView struct {
	Address  string         `json:"address"` // without a password
	Stations []plant.Sum    `json:"stations"`
	Results  []plant.Result `json:"results"`
}

// mostListed is how many results are listed at most.
const mostListed = 100_000

// ViewPlant reads what stations have sent. It changes nothing.
func ViewPlant(ctx context.Context, at *desk.Desk, c PlantViewConfig) (*PlantView, error) {
	a, err := plant.Parse(c.Address)
	if err != nil {
		return nil, misuse.Errorf("%w", err)
	}
	if c.Results < 0 || c.Results > mostListed {
		return nil, misuse.Errorf("results is %d; it must lie between 0 and %d", c.Results, mostListed)
	}
	q := plant.Query{Station: c.Station, Lot: c.Lot, Part: c.Part, NoMasters: c.NoMasters}
	for _, text := range c.Verdict {
		v := record.Verdict(text)
		if !slices.Contains(record.Verdicts(), v) {
			return nil, misuse.Unknown(lang.T("verdict"), text, verdictNames())
		}
		q.Verdicts = append(q.Verdicts, v)
	}
	if q.From, err = dayOrTime("from", c.From); err != nil {
		return nil, err
	}
	if q.To, err = dayOrTime("to", c.To); err != nil {
		return nil, err
	}
	v, err := plant.Open(ctx, a)
	if err != nil {
		return nil, err
	}
	defer v.Close()
	at.Note("counting the results in %s; with millions this takes minutes", a.String())
	out := &PlantView{Address: a.String(), Results: []plant.Result{}}
	if out.Stations, err = v.Stations(ctx, q); err != nil {
		return nil, err
	}
	if c.Results > 0 {
		out.Results, err = v.Results(ctx, q, c.Results)
	}
	return out, err
}

func verdictNames() (list []string) {
	for _, v := range record.Verdicts() {
		list = append(list, string(v))
	}
	return list
}

// dayOrTime reads a time, or a day as its beginning at this computer; zero for "".
func dayOrTime(name, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, text, time.Local)
	if err != nil {
		return t, misuse.Errorf("%s %q is no time; it is like 2026-11-30 or 2026-11-30T06:00:00+09:00", name, text)
	}
	return t, nil
}
