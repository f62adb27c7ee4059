package work

import (
	"context"
	"os"

	"mekiki/internal/station/store"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// BackupStationConfig is what a backup needs.
type BackupStationConfig struct {
	Dir string `json:"dir"`
	Out string `yaml:"out" json:"out" short:"o" value:"file" help:"file to write, such as backup/2026-11-30.sqlite; one that is there is not replaced"`
}

// BackedUpStation is what was written.
type BackedUpStation struct {
	File  string `json:"file"`
	Bytes int64  `json:"bytes"`
}

// BackupStation copies a station's records as they are at one moment. A station that runs may
// go on.
func BackupStation(ctx context.Context, _ *desk.Desk, c BackupStationConfig) (done *BackedUpStation, err error) {
	if c.Out == "" {
		return nil, misuse.Errorf("station backup needs a file to write: mekiki station backup plant --out plant.sqlite")
	}
	db, err := store.Read(ctx, c.Dir)
	if err != nil {
		return nil, err
	}
	defer closed(db, &err)
	if err = db.Backup(ctx, c.Out); err != nil {
		return nil, err
	}
	info, err := os.Stat(c.Out)
	if err != nil {
		return nil, err
	}
	return &BackedUpStation{c.Out, info.Size()}, nil
}
