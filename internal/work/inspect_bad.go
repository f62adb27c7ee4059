package work

import (
	"context"
	"crypto/sha256"
	"os"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/search"
	"mekiki/internal/work/desk"
)

// knowBad lets known bad parts set the thresholds of an inspector of good ones by a rule.
func (c *InspectFitConfig) knowBad(ctx context.Context, at *desk.Desk, n *inspect.Inspector, rule risk.Rule, good []string) error {
	files, err := findPictures([]string{c.Bad})
	if err != nil {
		return err
	}
	if err := noneInBoth(good, files); err != nil {
		return err
	}
	parts, err := judged(ctx, at, n, files, search.Workers(c.Workers))
	if err != nil {
		return err
	}
	names := within(c.Bad, files)
	bad := make([]inspect.Known, len(parts))
	for i, p := range parts {
		if p.Error != "" {
			return lang.Errorf("%s", lang.Saved(p.Error))
		}
		bad[i] = inspect.Known{Name: names[i], Score: p.Score}
	}
	at.Lap("judge bad parts")
	return n.KnowBad(newPartFiles(files, n.Input), bad, rule)
}

// noneInBoth refuses a picture that is said to be good and bad.
func noneInBoth(good, bad []string) error {
	seen := map[[sha256.Size]byte]string{}
	for _, f := range good {
		b, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		seen[sha256.Sum256(b)] = f
	}
	for _, f := range bad {
		b, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		if same, ok := seen[sha256.Sum256(b)]; ok {
			return lang.Errorf("%s and %s are the same picture, said to be good and bad; take it out of one of the folders", same, f)
		}
	}
	return nil
}
