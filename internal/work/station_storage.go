package work

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"mekiki/internal/station/store"
)

// Storage is what the folder of a station takes, and how much its disk has left.
type Storage struct {
	Records  int64   `json:"records_bytes"`
	Pictures int64   `json:"pictures_bytes"`
	Free     uint64  `json:"free_bytes" doc:"room that the disk has left for this program; 0: not known"`
	OneInOK  int     `json:"one_in_ok" doc:"of so many OK parts the picture of one is kept; 0: of none"`
	Days     int     `json:"days" doc:"pictures are kept so long; 0: for ever"`
	GiB      float64 `json:"gib" doc:"pictures are kept up to so much; 0: no limit"`
}

// Storage is what the folder takes now.
func (p *Plant) Storage() (Storage, error) {
	n, by := p.Kept()
	v := Storage{Pictures: n, OneInOK: by.OneInOK, Days: by.Days, GiB: by.GiB}
	for _, name := range []string{store.File, store.File + "-wal"} {
		info, err := os.Stat(filepath.Join(p.dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return v, err
		}
		v.Records += info.Size()
	}
	v.Free = free(p.dir)
	return v, nil
}
