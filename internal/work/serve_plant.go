package work

import (
	"mekiki/internal/station/outbox"
	"mekiki/internal/station/plant"
	"mekiki/internal/station/store"
	"mekiki/internal/work/misuse"
)

// PlantConfig is where copies of a station's records go.
type PlantConfig struct {
	Plant string `yaml:"plant" json:"plant,omitempty" value:"address" help:"send copies of all records to the PostgreSQL database of the plant, such as postgres://station@db.example/mekiki; the station goes on without it"`
	BucketConfig
}

func (c *PlantConfig) check() error {
	if err := c.BucketConfig.check(); err != nil {
		return err
	}
	if c.Plant == "" {
		return nil
	}
	if _, err := plant.Parse(c.Plant); err != nil {
		return misuse.Errorf("%w", err)
	}
	return nil
}

// shown leaves out what may be secret.
func (c PlantConfig) shown() PlantConfig {
	if a, err := plant.Parse(c.Plant); err == nil {
		c.Plant = a.String()
	}
	return c
}

// sender sends a station's records to the plant; nil without one. program is the version with which the station runs.
func (c *PlantConfig) sender(db *store.Store, name, program string) (outbox.Plant, error) {
	if c.Plant == "" {
		return nil, nil
	}
	a, err := plant.Parse(c.Plant)
	if err != nil {
		return nil, err
	}
	return plant.NewSender(a, db, name, program), nil
}
