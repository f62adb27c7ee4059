package work

import (
	"context"
	"strconv"
	"strings"

	"mekiki/internal/station/audit"
	"mekiki/internal/station/store"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// VerifyStationConfig is what checking a station's records needs.
type VerifyStationConfig struct {
	Dir  string   `json:"dir"`
	Head []string `yaml:"head" json:"head,omitempty" value:"row:hash" help:"a head that this command printed earlier and that was noted elsewhere: is it still in the chain? May be given several times"`
}

// VerifiedStation is what was found.
type VerifiedStation struct {
	Dir string `json:"dir"`
	audit.Checked
}

// VerifyStation checks the audit of a station, and the records against it. A station that
// runs may go on.
func VerifyStation(ctx context.Context, _ *desk.Desk, c VerifyStationConfig) (done *VerifiedStation, err error) {
	var noted []audit.Head
	for _, text := range c.Head {
		seq, hash, _ := strings.Cut(text, ":")
		n, err := strconv.ParseInt(seq, 10, 64)
		if err != nil || n < 1 || len(hash) != 64 {
			return nil, misuse.Errorf("head %q; it is a row and its hash, as station verify prints it: 1234:9f86d0…", text)
		}
		noted = append(noted, audit.Head{Seq: n, Hash: hash})
	}
	db, err := store.Read(ctx, c.Dir)
	if err != nil {
		return nil, err
	}
	defer closed(db, &err)
	found, err := db.Verify(ctx, noted...)
	if err != nil {
		return nil, err
	}
	return &VerifiedStation{c.Dir, *found}, nil
}

// closed closes a store; that this fails is told where nothing else has.
func closed(db *store.Store, err *error) {
	if e := db.Close(); *err == nil {
		*err = e
	}
}
