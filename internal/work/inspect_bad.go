package work

import (
	"context"
	"crypto/sha256"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/search"
	"mekiki/internal/work/desk"
)

// learnBad is an inspector that knows bad parts besides the good ones that it was fitted on, and whose
// thresholds follow a rule, and the files of the bad parts.
func (c *InspectFitConfig) learnBad(ctx context.Context, at *desk.Desk, n *inspect.Inspector, rule risk.Rule, good []string) (*inspect.Inspector, []string, error) {
	files, err := findPictures([]string{c.Bad})
	if err != nil {
		return nil, nil, err
	}
	if err := noneInBoth(good, files); err != nil {
		return nil, nil, err
	}
	bad := newPartFiles(files, n.Input).more(c.Bad)
	if bad.Masks, err = c.marks(at, c.Bad, files, n.Input); err != nil {
		return nil, nil, err
	}
	progress, end := at.Count(lang.T("steps of learning"))
	m, err := n.Learn(ctx, inspect.More{}, bad, inspect.LearnOptions{
		Known: inspect.Originals{Good: newPartFiles(good, n.Input)}, Workers: search.Workers(c.Workers), Progress: progress, Rule: rule, Loss: c.Loss,
	})
	end()
	at.Lap("learn bad parts")
	return m, files, err
}

// noneInBoth refuses a picture that is said to be good and bad.
func noneInBoth(good, bad []string) error {
	seen := map[[sha256.Size]byte]string{}
	for _, f := range good {
		sum, err := fileSum(f)
		if err != nil {
			return err
		}
		seen[sum] = f
	}
	for _, f := range bad {
		sum, err := fileSum(f)
		if err != nil {
			return err
		}
		if same, ok := seen[sum]; ok {
			return samePicture(same, f)
		}
	}
	return nil
}

// samePicture is the error of a picture that is said to be good and bad, by its two names.
func samePicture(one, other string) error {
	return lang.Errorf("%s and %s are the same picture, said to be good and bad; take it out of one of the folders", one, other)
}
