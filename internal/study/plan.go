package study

import (
	"mekiki/internal/lang"
	"mekiki/internal/train"
)

// UsualSeeds is how many seeds a comparison takes if nobody says otherwise; they
// begin with 1.
const UsualSeeds = 10

// Plan is a comparison to make: every loss with every seed.
type Plan struct {
	// Losses has the baseline first; Configs holds the settings of each.
	Losses  []Loss
	Configs []train.Config
	// Seeds are the seeds, each of which makes one pair of runs.
	Seeds     []uint64
	Origin    Origin
	KeepModel bool
}

// Jobs are the runs of the plan, seed by seed, so that a plan that is stopped
// half way has whole pairs. Runs of one seed differ in nothing but the loss:
// initial weights, triplets, split and batch order follow from the seed alone.
func (p *Plan) Jobs() []Job {
	var jobs []Job
	for _, seed := range p.Seeds {
		for i, l := range p.Losses {
			cfg := p.Configs[i]
			cfg.Seed = seed
			cfg.Workers = 1
			key := p.Origin.key(cfg)
			jobs = append(jobs, Job{
				Name: l.Name, Title: lang.T("%s", l.Name), Config: cfg, Key: key, Folder: folderName(l.Name, seed, key),
				File: outcomeFile, KeepModel: p.KeepModel,
			})
		}
	}
	return jobs
}

// at is the place of a loss and a seed, both by index, in Jobs and its results.
func (p *Plan) at(seed, loss int) int { return seed*len(p.Losses) + loss }
