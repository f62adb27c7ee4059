package work

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"mekiki/internal/atomicfile"
	"mekiki/internal/lang"
	"mekiki/internal/station"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/record"
	"mekiki/internal/station/store"
	"mekiki/internal/work/desk"
)

// Names in the folder of a station: the key that signs, its public half, and a signed head a day.
const (
	stationKey    = "audit.key"
	stationPublic = "audit.pub"
	stationHeads  = "heads"
)

// signatureOf is the file with the signature of a statement.
func signatureOf(path string) string { return path + ".sig" }

// makeSigningKey gives a station's key, and makes it where there is none: one that only the
// station's user can read. The public half is written where it is missing, as after a crash
// between the two.
func makeSigningKey(dir string) (audit.Key, error) {
	path := filepath.Join(dir, stationKey)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		k, err := signingKey(dir)
		if err != nil {
			return k, err
		}
		if _, err := os.Lstat(filepath.Join(dir, stationPublic)); !errors.Is(err, fs.ErrNotExist) {
			return k, err
		}
		return k, writePublic(dir, k)
	}
	if err != nil {
		return audit.Key{}, err
	}
	k := audit.NewKey()
	_, err = f.Write(k.PEM())
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return k, errors.Join(err, os.Remove(path))
	}
	return k, writePublic(dir, k)
}

func writePublic(dir string, k audit.Key) error {
	return writeBytes(filepath.Join(dir, stationPublic), k.Public().PEM())
}

// signingKey is the key of a station.
func signingKey(dir string) (audit.Key, error) {
	path := filepath.Join(dir, stationKey)
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return audit.Key{}, lang.Errorf("%s is missing: mekiki serve makes it when it starts", path)
	}
	if err != nil {
		return audit.Key{}, err
	}
	k, err := audit.ParseKey(b)
	if err != nil {
		err = lang.Errorf("%s: %w; put the file back from a copy, or remove it and start mekiki serve, which makes another key", path, err)
	}
	return k, err
}

// publicKey reads the file of a public key.
func publicKey(path string) (audit.PublicKey, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return audit.PublicKey{}, err
	}
	k, err := audit.ParsePublicKey(b)
	if err != nil {
		err = lang.Errorf("%s: %w", path, err)
	}
	return k, err
}

// sign writes a statement and its signature. The statement comes last: without it a signature says
// nothing.
func sign(path string, k audit.Key, s audit.Statement) error {
	text := s.Text()
	if err := writeBytes(signatureOf(path), k.Sign(text)); err != nil {
		return err
	}
	return writeBytes(path, text)
}

func writeBytes(path string, b []byte) error {
	return atomicfile.Write(path, func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	})
}

// stateHead is a statement of where the chain stands.
func stateHead(ctx context.Context, db *store.Store, now time.Time) (audit.Statement, error) {
	s := audit.Statement{At: now}
	rows, err := db.AuditRows(ctx, record.AuditQuery{Limit: 1})
	if len(rows) > 0 {
		s.Station, s.Head = rows[0].Station, rows[0].Head()
	}
	return s, err
}

// notEmptied refuses a store without records beside signed heads of it: it was lost, or somebody has emptied it.
func notEmptied(ctx context.Context, db *store.Store, dir string) error {
	heads, err := os.ReadDir(filepath.Join(dir, stationHeads))
	if errors.Is(err, fs.ErrNotExist) || len(heads) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	said, err := stateHead(ctx, db, time.Now())
	if err == nil && said.Head.Seq == 0 {
		err = lang.Errorf("%s holds no records, though %s has signed heads of them: they were lost or taken away. Put the file back from a backup, or choose another folder for a new station with --dir", filepath.Join(dir, store.File), filepath.Join(dir, stationHeads))
	}
	return err
}

// keepHeads signs and prints a head each day (UTC) as long as the station runs: the first of a day is of all
// that was before.
func (s *Served) keepHeads(ctx context.Context, at *desk.Desk, db *store.Store, k audit.Key) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.headOfToday(ctx, at, db, k)
		case <-ctx.Done():
			return
		}
	}
}

// headOfToday signs the head of today, if that was not done. That it fails stops nothing.
func (s *Served) headOfToday(ctx context.Context, at *desk.Desk, db *store.Store, k audit.Key) {
	if err := s.dailyHead(ctx, at, db, k, time.Now().UTC()); err != nil && ctx.Err() == nil {
		s.Raise(station.AlarmHead, station.Cause(err), lang.T("the head of the audit cannot be signed: %v", err))
	}
}

func (s *Served) dailyHead(ctx context.Context, at *desk.Desk, db *store.Store, k audit.Key, now time.Time) error {
	dir := filepath.Join(s.dir, stationHeads)
	path := filepath.Join(dir, now.Format(time.DateOnly)+".txt")
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	said, err := stateHead(ctx, db, now)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	if err := sign(path, k, said); err != nil {
		return err
	}
	if said.Head.Seq > 0 { // in the log of the system it is beyond the reach of who changes the records
		at.Note("head of the audit %s, signed in %s", said.Head, path)
	}
	return nil
}
