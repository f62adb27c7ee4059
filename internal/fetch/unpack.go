package fetch

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"mekiki/internal/lang"
)

// debianPackage is the package's name.
const debianPackage = "dataset-fashion-mnist"

// Runner runs programs of the machine.
type Runner interface {
	// Has says whether the program is there.
	Has(name string) bool
	// Run runs it in dir until it ends or ctx does. The error holds what the
	// program said last.
	Run(ctx context.Context, dir, name string, args ...string) error
}

// system is the Runner of the real machine.
type system struct{}

func (system) Has(name string) bool {
	_, err := exec.LookPath(name)
	return err == nil
}

func (system) Run(ctx context.Context, dir, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.WaitDelay = time.Second // its children may keep the pipe open
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		return lang.Errorf("%w: %.200s", err, lines[len(lines)-1])
	}
	return nil
}

// unpacked downloads the Debian package with apt-get and unpacks it into the
// cache; neither step needs root. A machine without a network is noticed by
// apt-get bringing nothing for a while.
func (l *loader) unpacked(ctx context.Context) (*Result, error) {
	if l.CacheDir == "" || !l.Runner.Has("apt-get") || !l.Runner.Has("dpkg") {
		return nil, errNotHere
	}
	files, err := l.missing()
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return l.fromCache(lang.T("fetched by another process"))
	}
	tmp, err := os.MkdirTemp(l.CacheDir, tempPrefix)
	if err != nil {
		return nil, lang.Errorf("cache folder: %w; make it writable", err)
	}
	defer os.RemoveAll(tmp)
	l.Log(lang.T("asking apt-get for the Debian package %s (30 MB, needs no root)", debianPackage))
	if err := l.aptGet(ctx, tmp); err != nil {
		return nil, lang.Errorf("the Debian package: %w", err)
	}
	debs, _ := filepath.Glob(filepath.Join(tmp, debianPackage+"_*.deb"))
	if len(debs) != 1 {
		return nil, lang.Errorf("the Debian package: apt-get left %d packages", len(debs))
	}
	// Both names are relative to tmp, where it runs: the cache folder may be relative too.
	if err := l.Runner.Run(ctx, tmp, "dpkg", "-x", filepath.Base(debs[0]), "."); err != nil {
		return nil, lang.Errorf("the Debian package: dpkg -x: %w", err)
	}
	for _, f := range files {
		path := filepath.Join(tmp, filepath.FromSlash(DebianDir), f.Name+".gz")
		err := verify(path, f)
		if err == nil {
			err = install(path, l.path(f), f)
		}
		if err != nil {
			return nil, lang.Errorf("the Debian package: %w", err)
		}
	}
	return l.fromCache(lang.T("the Debian package, unpacked"))
}

// aptGet downloads the package into dir.
func (l *loader) aptGet(ctx context.Context, dir string) error {
	ctx, touch, stop := withIdle(ctx, l.idle)
	defer stop()
	done := make(chan struct{})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		tick := time.NewTicker(l.idle / 20)
		defer tick.Stop()
		for last := int64(0); ; {
			select {
			case <-done:
				return
			case <-tick.C:
				if n := folderSize(dir); n != last {
					last = n
					touch()
				}
			}
		}
	}()
	err := l.Runner.Run(ctx, dir, "apt-get", "-q", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=5", "-o", "Acquire::https::Timeout=5",
		"download", debianPackage)
	close(done)
	<-watched
	if err != nil {
		return lang.Errorf("apt-get download: %w", causeOr(ctx, err))
	}
	return nil
}

// folderSize adds up the files under dir. Files that vanish meanwhile do not count.
func folderSize(dir string) int64 {
	var n int64
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if info, err := d.Info(); err == nil {
				n += info.Size()
			}
		}
		return nil // apt-get moves its files about while they are counted
	})
	return n
}
