package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
)

// maxTries is how often a download that broke off is taken up again.
const maxTries = 20

// abandoned is the age after which a part belongs to no process any more: all of
// them give up when nothing comes for a few seconds.
const abandoned = time.Minute

// downloaded brings the missing files from the official address into the cache.
func (l *loader) downloaded(ctx context.Context) (*Result, error) {
	files, err := l.missing()
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if err := l.download(ctx, f); err != nil {
			return nil, lang.Errorf("download: %w", err)
		}
	}
	return l.fromCache(lang.T("downloaded from %s", l.BaseURL))
}

// download brings one file. What has come is kept as NAME.gz.part and taken up
// by the next process if this one ends early.
func (l *loader) download(ctx context.Context, f dataset.File) (err error) {
	part, err := l.claimPart(f)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			l.releasePart(part, f)
		}
	}()
	url := strings.TrimSuffix(l.BaseURL, "/") + "/" + f.Name + ".gz"
	st, err := os.Stat(part)
	if err != nil {
		return err
	}
	fresh := st.Size() == 0 // whether the part began in this call
	for range maxTries {
		got, err := l.get(ctx, url, part, f)
		if err != nil && (got == 0 || ctx.Err() != nil) {
			return err
		}
		if err != nil {
			l.Log(lang.T("%v; going on", err))
			continue
		}
		if err = verify(part, f); err == nil {
			return install(part, l.path(f), f)
		}
		if err := os.Truncate(part, 0); err != nil {
			return err
		}
		if fresh {
			return lang.Errorf("%s gives something else than %s: %w", url, f.Name, err)
		}
		// The first bytes were old and may have been the wrong ones.
		fresh = true
	}
	return lang.Errorf("%s broke off %d times; try again later", url, maxTries)
}

// get downloads what part lacks and appends it. It returns the number of bytes
// that came; a nil error says that the server has no more.
func (l *loader) get(ctx context.Context, url, part string, f dataset.File) (int64, error) {
	ctx, touch, stop := withIdle(ctx, l.idle)
	defer stop()
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	have, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	if have > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
	}
	res, err := l.Client.Do(req)
	if err != nil {
		return 0, causeOr(ctx, err)
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusOK: // all of it, whatever was asked for
		have = 0
	case res.StatusCode == http.StatusPartialContent && strings.HasPrefix(res.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", have)):
	case res.StatusCode == http.StatusRequestedRangeNotSatisfiable:
		return 0, nil // nothing after what is there
	default:
		return 0, lang.Errorf("%s: the server answers %s", url, res.Status)
	}
	if err := file.Truncate(have); err != nil {
		return 0, err
	}
	if _, err := file.Seek(have, io.SeekStart); err != nil {
		return 0, err
	}
	l.Log(progress(url, have, res.ContentLength))
	// No packed file is longer than what it unpacks to, but for a few bytes.
	n, err := io.Copy(file, io.LimitReader(&touching{res.Body, touch}, f.Bytes+1<<16-have))
	if err != nil {
		return n, lang.Errorf("%s: broke off after %d bytes: %w", url, have+n, causeOr(ctx, err))
	}
	return n, file.Close()
}

func progress(url string, have, rest int64) lang.Message {
	size, there := float64(rest)/1e6, float64(have)/1e6
	switch {
	case rest >= 0 && have > 0:
		return lang.T("downloading %s, %.1f MB, after %.1f MB that are there already", url, size, there)
	case rest >= 0:
		return lang.T("downloading %s, %.1f MB", url, size)
	case have > 0:
		return lang.T("downloading %s, after %.1f MB that are there already", url, there)
	}
	return lang.T("downloading %s", url)
}

// touching calls touch at each piece that comes.
type touching struct {
	io.Reader
	touch func()
}

func (t *touching) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	if n > 0 {
		t.touch()
	}
	return n, err
}

// claimPart takes over the part that an earlier process left, under a name that
// no other process has: of two that rename a file one fails.
func (l *loader) claimPart(f dataset.File) (string, error) {
	own, err := os.CreateTemp(l.CacheDir, f.Name+".gz.*.part")
	if err != nil {
		return "", lang.Errorf("cache folder: %w; make it writable", err)
	}
	own.Close()
	candidates := []string{l.path(f) + ".part"}
	killed, _ := filepath.Glob(l.path(f) + ".*.part") // their processes could not tidy up
	for _, path := range killed {
		if st, err := os.Stat(path); err == nil && path != own.Name() && time.Since(st.ModTime()) > abandoned {
			candidates = append(candidates, path)
		}
	}
	for _, path := range candidates {
		st, err := os.Stat(path)
		have, errOwn := os.Stat(own.Name())
		if err != nil || errOwn != nil {
			continue
		}
		if st.Size() <= have.Size() {
			_ = os.Remove(path)
		} else if err := os.Rename(path, own.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	// A part that was taken over is old; now it is in use.
	return own.Name(), os.Chtimes(own.Name(), time.Time{}, time.Now())
}

// releasePart leaves what has come for the next process; an empty part is no use.
func (l *loader) releasePart(part string, f dataset.File) {
	if st, err := os.Stat(part); err != nil || st.Size() == 0 || os.Rename(part, l.path(f)+".part") != nil {
		_ = os.Remove(part) // at worst it is swept up by a later start
	}
}
