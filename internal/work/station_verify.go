package work

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/store"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// VerifyStationConfig is what checking a station's records needs.
type VerifyStationConfig struct {
	Dir  string   `json:"dir"`
	Head []string `yaml:"head" json:"head,omitempty" value:"head" help:"a head that was noted elsewhere: is it still in the chain? row:hash as this command prints it, or a file that station head or the station itself signed; may be given several times"`
	Key  string   `yaml:"key" json:"key,omitempty" value:"file" help:"file with the station's public key as it was noted elsewhere (default: audit.pub in the folder)"`
}

// VerifiedStation is what was found.
type VerifiedStation struct {
	Dir string `json:"dir"`
	audit.Checked
	Signed int `json:"signed"` // heads with a signature that is right
}

// VerifyStation checks the audit of a station, the records against it, and the heads that were signed. A
// station that runs may go on.
func VerifyStation(ctx context.Context, _ *desk.Desk, c VerifyStationConfig) (done *VerifiedStation, err error) {
	done = &VerifiedStation{Dir: c.Dir}
	noted, bad, err := c.heads(done)
	if err != nil {
		return nil, err
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
	done.Checked = *found
	done.Findings = append(done.Findings, bad...)
	return done, nil
}

// heads are those to look for in the chain; findings are those whose signature is wrong.
func (c *VerifyStationConfig) heads(done *VerifiedStation) (noted []audit.Head, findings []audit.Finding, err error) {
	files, err := filepath.Glob(filepath.Join(c.Dir, stationHeads, "*.txt"))
	if err != nil {
		return nil, nil, err
	}
	for _, text := range c.Head {
		seq, hash, _ := strings.Cut(text, ":")
		n, err := strconv.ParseInt(seq, 10, 64)
		if err == nil && n >= 1 && len(hash) == 64 {
			noted = append(noted, audit.Head{Seq: n, Hash: hash})
			continue
		}
		if _, err := os.Stat(text); err != nil {
			return nil, nil, misuse.Errorf("head %q; it is a row and its hash, as station verify prints it: 1234:9f86d0…, or a file that was signed", text)
		}
		files = append(files, text)
	}
	if len(files) == 0 {
		return noted, nil, nil
	}
	path := c.Key
	if path == "" {
		path = filepath.Join(c.Dir, stationPublic)
	}
	key, err := publicKey(path)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range files {
		s, err := signedHead(f, key)
		if err != nil {
			findings = append(findings, audit.Finding{Kind: audit.Changed, Text: lang.T("%s: %v", f, err)})
			continue
		}
		done.Signed++
		if s.Head.Seq > 0 && !slices.Contains(noted, s.Head) {
			noted = append(noted, s.Head)
		}
	}
	return noted, findings, nil
}

// signedHead reads a statement and its signature.
func signedHead(path string, key audit.PublicKey) (audit.Statement, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return audit.Statement{}, err
	}
	signature, err := os.ReadFile(signatureOf(path))
	if errors.Is(err, fs.ErrNotExist) {
		return audit.Statement{}, lang.Errorf("its signature is missing")
	}
	if err != nil {
		return audit.Statement{}, err
	}
	if !key.Signed(text, signature) {
		return audit.Statement{}, lang.Errorf("the signature is not that of the station's key")
	}
	return audit.ParseStatement(text)
}

// closed closes a store; that this fails is told where nothing else has.
func closed(db *store.Store, err *error) {
	if e := db.Close(); *err == nil {
		*err = e
	}
}
