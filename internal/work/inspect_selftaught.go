package work

import (
	"context"

	"mekiki/internal/eye"
	"mekiki/internal/inspect"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/search"
	"mekiki/internal/work/desk"
)

// openEye is the eye of the settings; where it is to be made of the pictures, one with its layers.
func (c *InspectFitConfig) openEye() (*eye.Eye, error) {
	if c.Eye == eye.NoneName {
		return inspect.BlankEye()
	}
	return eye.Open(c.Eye, "")
}

// teach makes an eye of the good pictures and those without a label.
func (c *InspectFitConfig) teach(ctx context.Context, at *desk.Desk, good []string, in model.Input) (*eye.Eye, *inspect.SelfTaught, error) {
	var more []string
	if c.Unlabelled != "" {
		var err error
		if more, err = findPictures([]string{c.Unlabelled}); err != nil {
			return nil, nil, err
		}
	}
	progress, end := at.Count(lang.T("percent of the eye made"))
	defer end()
	e, taught, err := inspect.SelfTaughtEye(ctx, newPartFiles(good, in), len(good), newPartFiles(more, in), len(more), inspect.SelfTaughtOptions{
		Input: in, Making: inspect.Making(c.EyeMade), Steps: c.EyeSteps, Workers: search.Workers(c.Workers), Seed: c.Seed, Program: at.Program, Progress: progress,
	})
	at.Lap("make an eye of the pictures")
	if err == nil {
		at.Note("The eye has seen all these good parts, those that are left out in turns, too: good parts to come may lie farther off, and more of them be NG than is said. Test with good parts of your own that are not among these.")
	}
	return e, taught, err
}
