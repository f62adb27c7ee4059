// Package folder takes pictures from a folder that others write into, such as a camera's
// software or a share. It looks again and again, since shares tell of no changes; a file
// counts when its size and time have stood still. What was taken is moved, never deleted.
package folder

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"mekiki/internal/input/part"
	"mekiki/internal/lang"
)

// Where files go, in the folder itself.
const (
	Done  = "done"
	Wrong = "error"
)

// Config is what a folder is watched with. All must be set.
type Config struct {
	Dir      string
	Every    time.Duration // how often it is looked at
	Stable   time.Duration // how long a file must stand still
	Patience time.Duration // in which it must answer; longer is heard of, and waited for
	// Ready says whether a picture that was there at a moment would be taken now: one that would not is
	// not read.
	Ready func(came time.Time) bool
	Take  part.Take
	Hear  part.Hear
}

// share is what is needed of a folder; an *os.Root is one.
type share interface {
	FS() fs.FS
	ReadFile(name string) ([]byte, error)
	Lstat(name string) (os.FileInfo, error)
	Mkdir(name string, perm os.FileMode) error
	Rename(old, name string) error
	Close() error
}

// grace is how long a call may still take when the watch ends.
const grace = time.Second

func openRoot(dir string) (share, error) { return os.OpenRoot(dir) }

// Watch takes pictures until ctx ends, the oldest first. A folder that cannot be read is
// looked at again. One that does not answer at the end is waited for some seconds at most.
func Watch(ctx context.Context, c Config) { watchBy(ctx, c, openRoot) }

func watchBy(ctx context.Context, c Config, open func(dir string) (share, error)) {
	w := &watcher{Config: c, open: open, seen: map[string]seen{}}
	tick := time.NewTicker(c.Every)
	defer tick.Stop()
	for {
		if err := w.look(ctx); err != nil && ctx.Err() == nil {
			c.Hear(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

type watcher struct {
	Config
	open func(dir string) (share, error)
	seen map[string]seen
}

// errSilent is the same for however long it is silent.
var errSilent = lang.Errorf("look at the share and the network")

// ask waits for what the folder answers to f, which touches nothing of the watcher. Nothing can end a call
// that a share does not answer, so that it does not is said again and again meanwhile; when ctx ends, the
// call is left behind.
func ask[T any](ctx context.Context, w *watcher, f func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	answered := make(chan answer, 1) // of one left behind nobody hears
	go func() {
		v, err := f()
		answered <- answer{v, err}
	}()
	tick := time.NewTicker(w.Patience)
	defer tick.Stop()
	ended := ctx.Done()
	var enough <-chan time.Time
	for began := time.Now(); ; {
		select {
		case a := <-answered:
			return a.value, a.err
		case <-tick.C:
			w.Hear(lang.Errorf("no answer for %v: %w", time.Since(began).Round(w.Patience), errSilent))
		case <-ended:
			ended, enough = nil, time.After(grace)
		case <-enough:
			var none T
			return none, ctx.Err()
		}
	}
}

// seen is a file as it was when it was found to be so first.
type seen struct {
	size  int64
	time  time.Time
	since time.Time
}

// look takes what has stood still.
func (w *watcher) look(ctx context.Context) error {
	open, dir := w.open, w.Dir
	root, err := ask(ctx, w, func() (share, error) { return open(dir) })
	if err != nil {
		return err
	}
	defer func() { _, _ = ask(ctx, w, func() (any, error) { return nil, root.Close() }) }() // nothing was written through it
	files, err := ask(ctx, w, func() ([]os.FileInfo, error) { return list(root) })
	if err != nil {
		return err
	}
	now := time.Now()
	found := map[string]seen{}
	var still []string
	for _, info := range files {
		name := info.Name()
		s := seen{info.Size(), info.ModTime(), now}
		if old, ok := w.seen[name]; ok && old.size == s.size && old.time.Equal(s.time) {
			s.since = old.since
		}
		found[name] = s
		if now.Sub(s.since) >= w.Stable {
			still = append(still, name)
		}
	}
	w.seen = found
	slices.SortFunc(still, func(a, b string) int {
		return cmp.Or(found[a].time.Compare(found[b].time), cmp.Compare(a, b))
	})
	for _, name := range still {
		err := w.take(ctx, root, name)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			w.Hear(err) // others behind it wait for nothing
		}
	}
	return nil
}

// list lists the files that may be pictures.
func list(root share) (files []os.FileInfo, err error) {
	entries, err := fs.ReadDir(root.FS(), ".")
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || strings.HasPrefix(e.Name(), ".") || unfinished(e.Name()) {
			continue
		}
		files = append(files, info)
	}
	return files, err
}

// unfinished says whether a name is one that programs give to what they still write.
func unfinished(name string) bool {
	return slices.Contains([]string{".part", ".tmp", ".crdownload", ".filepart"}, strings.ToLower(path.Ext(name)))
}

// take gives a file to whoever takes it, and moves it.
func (w *watcher) take(ctx context.Context, root share, name string) error {
	if w.seen[name].size > part.MostBytes {
		w.Hear(lang.Errorf("%s is moved to %s: it is longer than %d MiB", name, Wrong, part.MostBytes>>20))
		return w.move(ctx, root, name, Wrong)
	}
	if !w.Ready(w.seen[name].since) {
		return nil // its turn comes again; others behind it may be taken
	}
	data, err := ask(ctx, w, func() ([]byte, error) { return root.ReadFile(name) })
	if err != nil {
		return err // somebody holds it, or took it away
	}
	sum := sha256.Sum256(data)
	err = w.Take(ctx, part.Picture{Data: data, Came: w.seen[name].since, Name: strings.ToValidUTF8(strings.TrimSuffix(name, path.Ext(name)), "\ufffd"), Key: "folder " + hex.EncodeToString(sum[:])})
	if errors.Is(err, part.ErrLater) || ctx.Err() != nil {
		return ctx.Err() // it stays, and is taken when its turn comes again
	}
	if err != nil {
		w.Hear(lang.Errorf("%s is moved to %s: %w", name, Wrong, err))
		return w.move(ctx, root, name, Wrong)
	}
	return w.move(ctx, root, name, Done)
}

func (w *watcher) move(ctx context.Context, root share, name, to string) error {
	_, err := ask(ctx, w, func() (any, error) { return nil, move(root, name, to) })
	return err
}

// move moves a file into a folder beside it; one that is there keeps its name.
func move(root share, name, to string) error {
	if err := root.Mkdir(to, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	ext := path.Ext(name)
	target := path.Join(to, name)
	for n := 2; ; n++ {
		if _, err := root.Lstat(target); errors.Is(err, fs.ErrNotExist) {
			return root.Rename(name, target)
		} else if err != nil {
			return err
		}
		target = path.Join(to, strings.TrimSuffix(name, ext)+"-"+strconv.Itoa(n)+ext)
	}
}
