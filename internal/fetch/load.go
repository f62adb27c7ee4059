package fetch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
)

// Result is a data set and where it comes from.
type Result struct {
	Set *dataset.Set
	// Origin says in words where the files were found.
	Origin string
	// Dir is the folder of the files; empty for the sample.
	Dir string
	// Sample is true for the sample inside the program.
	Sample bool
	// Folder is what was made of a folder of picture files; nil of other data.
	Folder *dataset.FolderSet
	// Fingerprint is that of the training part, the pictures that networks learn from.
	Fingerprint string
	// Notes says what the user should know: what failed on the way, what is unusual.
	Notes []string
}

// Load gives the data that the user names, else Fashion-MNIST, from the first of these places that has it:
// o.DataDir, o.EnvDir, the folder of the Debian package, the cache, the Debian
// package unpacked into the cache without root, the official address downloaded
// into the cache, the sample inside the program.
//
// A folder that the user named is used or refused, never passed over. What
// fails after that is noted, and the next place is tried; so the only other
// error is that of a cancelled ctx.
func Load(ctx context.Context, o Options) (*Result, error) {
	l := &loader{Options: o.filled()}
	if o.DataDir != "" {
		return l.named(ctx, o.DataDir, "--data")
	}
	if o.EnvDir != "" {
		return l.named(ctx, o.EnvDir, "$MEKIKI_DATA")
	}
	for _, step := range []func(context.Context) (*Result, error){l.debian, l.cached, l.unpacked, l.downloaded} {
		r, err := step(ctx)
		if cancelled := ctx.Err(); cancelled != nil {
			return nil, lang.Errorf("looking for %s: %w", l.known.Name, cancelled)
		}
		if err == nil {
			return l.finish(r)
		}
		if !errors.Is(err, errNotHere) {
			l.note(lang.T("%v", err))
		}
	}
	r, err := Sample()
	if err != nil {
		return nil, err
	}
	l.note(lang.T("using the sample inside the program, %d training and %d test pictures of 60,000 and 10,000; "+
		"for the whole install the Debian package dataset-fashion-mnist, or connect to the network and run `mekiki data fetch`, or name a folder with the four files by --data",
		r.Set.Train.N, r.Set.Test.N))
	return l.finish(r)
}

// Sample gives the sample inside the program.
func Sample() (*Result, error) {
	set, err := dataset.Sample()
	if err != nil {
		return nil, err
	}
	r := &Result{Set: set, Origin: lang.T("the sample inside the program").String(), Sample: true}
	r.Fingerprint, err = set.Train.Fingerprint()
	return r, err
}

// errNotHere says that a place does not exist, which is no news for the user.
var errNotHere = lang.Errorf("not here")

type loader struct {
	Options
	notes []string
}

// note keeps a line for the result and shows it at once.
func (l *loader) note(line lang.Message) {
	l.notes = append(l.notes, line.String())
	l.Log(line)
}

// finish fails only where a picture of a folder has changed meanwhile.
func (l *loader) finish(r *Result) (*Result, error) {
	var err error
	if r.Fingerprint, err = r.Set.Train.Fingerprint(); err != nil {
		return nil, err
	}
	r.Notes = l.notes
	return r, nil
}

// named reads a folder that the user asked for. Any IDX data set is welcome there, and
// any folder of picture files.
func (l *loader) named(ctx context.Context, dir, by string) (*Result, error) {
	if root, manifest := picturesIn(dir); root != "" {
		return l.pictures(ctx, dir, root, manifest, by)
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		if to, err := os.Readlink(dir); err == nil {
			return nil, lang.Errorf("data folder %s (%s): it is a link to %s, which is not there; put the folder back, or name another", dir, by, to)
		}
		return nil, lang.Errorf("data folder %s (%s): there is no such folder; look how it is spelt and from where, or name another", dir, by)
	}
	set, err := readDir(dir, l.known)
	if err != nil {
		return nil, lang.Errorf("data folder %s (%s): %w; it must hold %s, %s, %s and %s, plain or .gz, with or without the name of a set before them, or else pictures, each class in a folder of its own", dir, by, err,
			l.known.Files[0].Name, l.known.Files[1].Name, l.known.Files[2].Name, l.known.Files[3].Name)
	}
	if len(l.FolderGiven) > 0 {
		return nil, lang.Errorf("%s (%s) is no folder of pictures, so %s has no effect; leave it out, or name another folder", dir, by, l.FolderGiven[0])
	}
	switch emnist := strings.Contains(strings.ToLower(set.Prefix), "emnist"); {
	case l.Transpose:
		set.Transpose()
		l.note(lang.T("rows and columns of the pictures in %s are exchanged", dir))
	case emnist:
		l.note(lang.T("the files in %s are called like those of EMNIST, which lie on their side; --transpose turns them", dir))
	}
	if set.Name != l.known.Name {
		l.note(own(dir, set))
	}
	return l.finish(&Result{Set: set, Origin: lang.T("the folder %s (%s)", dir, by).String(), Dir: dir})
}

// own says what was found in a folder of the user's own data.
func own(dir string, set *dataset.Set) lang.Message {
	seen := map[int32]bool{}
	for _, part := range []*dataset.Images{set.Train, set.Test} {
		for _, k := range part.Labels {
			seen[k] = true
		}
	}
	if len(seen) == 1 {
		return lang.T("own data in %s: %d training and %d test pictures of one class; it is called by its number", dir, set.Train.N, set.Test.N)
	}
	return lang.T("own data in %s: %d training and %d test pictures of %d classes; they are called by number", dir, set.Train.N, set.Test.N, len(seen))
}

func (l *loader) debian(context.Context) (*Result, error) {
	set, err := l.genuine(l.DebianDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNotHere
	}
	if err != nil {
		return nil, lang.Errorf("folder of the Debian package %s: %w; install dataset-fashion-mnist again", l.DebianDir, err)
	}
	return &Result{Set: set, Origin: lang.T("the Debian package in %s", l.DebianDir).String(), Dir: l.DebianDir}, nil
}

// genuine reads a folder that must hold the known data set and nothing else.
func (l *loader) genuine(dir string) (*dataset.Set, error) {
	set, err := readDir(dir, l.known)
	if err == nil && set.Name != l.known.Name {
		return nil, lang.Errorf("its files are not the published %s", l.known.Name)
	}
	return set, err
}

func readDir(dir string, known dataset.Published) (*dataset.Set, error) {
	st, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if !st.IsDir() {
		return nil, lang.Errorf("is not a folder")
	}
	return known.Read(os.DirFS(dir))
}
