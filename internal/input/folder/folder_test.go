package folder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"mekiki/internal/input/part"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// watched watches a folder for the time of a test.
type watched struct {
	dir   string
	mu    sync.Mutex
	took  []string
	keys  map[string]bool
	heard []error
	busy  bool
	// notBefore, if set, is when a picture must have come to be taken.
	notBefore time.Time
	asked     int // of Take while busy
}

func watch(t *testing.T, dir string) *watched { return watchOn(t, dir, 20*time.Second, openRoot) }

func watchOn(t *testing.T, dir string, patience time.Duration, open func(dir string) (share, error)) *watched {
	w := &watched{dir: dir, keys: map[string]bool{}}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		watchBy(ctx, Config{Dir: dir, Every: 5 * time.Millisecond, Stable: 40 * time.Millisecond, Patience: patience, Ready: w.ready, Take: w.take, Hear: func(err error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.heard = append(w.heard, err)
		}}, open)
	}()
	t.Cleanup(func() { stop(); <-ended })
	return w
}

func (w *watched) take(_ context.Context, p part.Picture) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.busy:
		w.asked++
		return part.ErrLater
	case string(p.Data) == "bad":
		return errors.New("no picture")
	}
	if p.Came.IsZero() || p.Came.After(time.Now()) {
		return errors.New("it came " + p.Came.String())
	}
	w.took = append(w.took, fmt.Sprintf("%s=%s", p.Name, p.Data))
	w.keys[p.Key] = true
	return nil
}

func (w *watched) ready(came time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !came.Before(w.notBefore)
}

func (w *watched) write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, name), []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

// until waits for something to come true.
func (w *watched) until(t *testing.T, what string, met func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		w.mu.Lock()
		ok := met()
		w.mu.Unlock()
		if ok {
			return
		}
	}
	t.Fatalf("never: %s; %v, %v", what, w.took, w.heard)
}

func exists(path ...string) bool {
	_, err := os.Stat(filepath.Join(path...))
	return err == nil
}

// TestWatch: files are taken when they stand still, moved and never lost; the same content has
// the same key, what is no picture goes to error, and names do not clash.
func TestWatch(t *testing.T) {
	w := watch(t, t.TempDir())
	grew := time.Now()
	for i := range 8 { // a file that grows is not taken
		w.write(t, "a.png", "half"[:1+i/2])
		time.Sleep(10 * time.Millisecond)
		if time.Since(grew) > 30*time.Millisecond {
			t.Skip("the machine is too busy: the file stands still between two writes")
		}
		grew = time.Now()
		w.mu.Lock()
		if len(w.took) > 0 {
			t.Errorf("taken while it grows: %v", w.took)
		}
		w.mu.Unlock()
	}
	w.write(t, "b.part", "being written")
	w.write(t, ".hidden", "x")
	w.until(t, "a", func() bool { return slices.Equal(w.took, []string{"a=half"}) && exists(w.dir, Done, "a.png") })
	w.write(t, "a.png", "half")
	w.until(t, "again", func() bool { return len(w.took) == 2 && exists(w.dir, Done, "a-2.png") })
	if len(w.keys) != 1 {
		t.Errorf("the same file has %d keys", len(w.keys))
	}
	w.write(t, "c.png", "bad")
	w.until(t, "error", func() bool { return exists(w.dir, Wrong, "c.png") && len(w.heard) == 1 })
	if exists(w.dir, "a.png") || !exists(w.dir, "b.part") || !exists(w.dir, ".hidden") {
		t.Error("files that should have stayed, or gone")
	}
	w.mu.Lock()
	w.busy = true
	w.mu.Unlock()
	w.write(t, "d.png", "later")
	time.Sleep(100 * time.Millisecond)
	w.mu.Lock()
	w.busy = false
	w.mu.Unlock()
	w.until(t, "what could not be taken at once", func() bool { return len(w.took) == 3 && exists(w.dir, Done, "d.png") })
}

// TestFileThatStays: one that cannot be moved is heard of, and the newer ones are taken.
func TestFileThatStays(t *testing.T) {
	dir := t.TempDir()
	long := strings.Repeat("x", 251) + ".png" // no number fits behind it
	if err := os.Mkdir(filepath.Join(dir, Done), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, Done, long), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	w := watch(t, dir)
	w.write(t, long, "1")
	w.until(t, "heard", func() bool { return len(w.heard) > 0 })
	w.write(t, "later.png", "2")
	w.until(t, "the newer one", func() bool { return exists(dir, Done, "later.png") })
}

// TestFolderThatGoes is heard of, and taken from again when it is back.
func TestFolderThatGoes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "share")
	w := watch(t, dir)
	w.until(t, "missing", func() bool { return len(w.heard) > 0 })
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	w.write(t, "a.png", "1")
	w.until(t, "back", func() bool { return len(w.took) == 1 })
}

// slow is a share that answers when it is let.
type slow struct {
	share
	let chan struct{}
}

func (s slow) FS() fs.FS {
	<-s.let
	return s.share.FS()
}

func (s slow) ReadFile(name string) ([]byte, error) {
	<-s.let
	return s.share.ReadFile(name)
}

// TestSlowShare is heard of while it does not answer, and what lies there is taken, once, when it
// does.
func TestSlowShare(t *testing.T) {
	let := make(chan struct{})
	dir := t.TempDir()
	w := watchOn(t, dir, 20*time.Millisecond, func(dir string) (share, error) {
		s, err := openRoot(dir)
		return slow{s, let}, err
	})
	w.write(t, "a.png", "1")
	for range 8 { // a list of files, then again, since they must stand still; at last a file
		w.mu.Lock()
		n := len(w.heard)
		w.mu.Unlock()
		w.until(t, "that it does not answer", func() bool {
			return len(w.heard) > n+1 && strings.Contains(w.heard[n+1].Error(), "no answer for") && errors.Is(w.heard[n+1], errSilent)
		})
		select {
		case let <- struct{}{}:
		case <-time.After(10 * time.Second):
			t.Fatal("nobody asks")
		}
		time.Sleep(10 * time.Millisecond)
		w.mu.Lock()
		taken := len(w.took) > 0
		w.mu.Unlock()
		if taken {
			break
		}
	}
	close(let)
	w.until(t, "taken", func() bool { return exists(dir, Done, "a.png") })
	if len(w.took) != 1 {
		t.Errorf("%v", w.took)
	}
}

// TestDeadShare: the watch ends though the share never answers, whatever it was asked.
func TestDeadShare(t *testing.T) {
	for name, dead := range map[string]func(slow) share{
		"lists nothing": func(s slow) share { return s },
		"gives no file": func(s slow) share { return deadFiles{s} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			let := make(chan struct{})
			dir := t.TempDir()
			w := &watched{dir: dir, keys: map[string]bool{}}
			w.write(t, "a.png", "1")
			ctx, stop := context.WithCancel(t.Context())
			ended, silent := make(chan struct{}), make(chan struct{}, 1)
			hear := func(error) {
				select {
				case silent <- struct{}{}:
				default:
				}
			}
			go func() {
				defer close(ended)
				watchBy(ctx, Config{Dir: dir, Every: time.Millisecond, Patience: 20 * time.Millisecond, Ready: w.ready, Take: w.take, Hear: hear}, func(dir string) (share, error) {
					s, err := openRoot(dir)
					return dead(slow{s, let}), err
				})
			}()
			<-silent
			stop()
			select {
			case <-ended:
			case <-time.After(10 * time.Second):
				t.Error("it waits for the share")
			}
			close(let) // what was left behind goes with the test
			<-ended
		})
	}
}

// deadFiles is a share that lists files and does not give them.
type deadFiles struct{ slow }

func (d deadFiles) FS() fs.FS { return d.share.FS() }

// TestNotReady: what would not be taken is not read, and what came later does not wait behind it.
func TestNotReady(t *testing.T) {
	w := watch(t, t.TempDir())
	w.mu.Lock()
	w.busy, w.notBefore = true, time.Now().Add(time.Hour)
	w.mu.Unlock()
	w.write(t, "old.png", "1")
	time.Sleep(100 * time.Millisecond)
	w.mu.Lock()
	if w.asked > 0 {
		t.Errorf("read %d times in vain", w.asked)
	}
	w.busy, w.notBefore = false, time.Now()
	w.mu.Unlock()
	w.write(t, "master.png", "2")
	w.until(t, "the one that came later", func() bool { return slices.Equal(w.took, []string{"master=2"}) })
	w.mu.Lock()
	w.notBefore = time.Time{}
	w.mu.Unlock()
	w.until(t, "the old one", func() bool { return len(w.took) == 2 })
}
