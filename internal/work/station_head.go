package work

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/store"
	"mekiki/internal/work/desk"
)

// StationHeadConfig is what signing the head of a station's audit needs.
type StationHeadConfig struct {
	Dir string `json:"dir"`
	Out string `yaml:"out" json:"out" short:"o" value:"file" help:"file to write, such as 2026-11-30.txt, with the signature beside it; none is replaced"`
}

// StationHead is a head that was signed.
type StationHead struct {
	audit.Head
	At        time.Time `json:"at"`
	PublicKey string    `json:"public_key"` // PEM
	// Fingerprint is the SHA-256 of the public key.
	Fingerprint string `json:"fingerprint"`
	File        string `json:"file,omitempty"`
}

// HeadOfStation signs where the audit of a station stands now. A station that runs may go on.
func HeadOfStation(ctx context.Context, _ *desk.Desk, c StationHeadConfig) (done *StationHead, err error) {
	db, err := store.Read(ctx, c.Dir)
	if err != nil {
		return nil, err
	}
	defer closed(db, &err)
	k, err := signingKey(c.Dir)
	if err != nil {
		return nil, err
	}
	said, err := stateHead(ctx, db, time.Now())
	if err != nil {
		return nil, err
	}
	done = &StationHead{Head: said.Head, At: said.At, PublicKey: string(k.Public().PEM()), Fingerprint: k.Public().Fingerprint(), File: c.Out}
	if c.Out == "" {
		return done, nil
	}
	for _, path := range []string{c.Out, signatureOf(c.Out)} {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return nil, lang.Errorf("%s is there already; choose another name", path)
		}
	}
	return done, sign(c.Out, k, said)
}
