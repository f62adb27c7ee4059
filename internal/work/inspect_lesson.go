package work

import (
	"context"
	"crypto/sha256"
	"path/filepath"

	"mekiki/internal/inspect"
	"mekiki/internal/lang"
	"mekiki/internal/work/desk"
)

// lesson are the pictures that an inspector is to learn, and those that it knows.
type lesson struct {
	good, bad partFiles
	skipped   []string // files that it knows already
	known     inspect.Originals
}

// more are the pictures below a folder.
func (p partFiles) more(root string) inspect.More {
	return inspect.More{Pictures: p, Names: within(root, p.files)}
}

// lesson finds the pictures. Those that are known already are left out, by their values.
func (c *InspectLearnConfig) lesson(n *inspect.Inspector) (*lesson, error) {
	l := &lesson{good: newPartFiles(nil, n.Input), bad: newPartFiles(nil, n.Input), known: c.known(n)}
	seen := map[[sha256.Size]byte]truth{}
	for bad, list := range [][]inspect.Known{n.Good, n.Bad} {
		get := l.known.Good
		if bad == 1 {
			get = l.known.Bad
		}
		for i, k := range list {
			// What is missing is said where it is needed.
			if pix, err := get.Bytes(i); err == nil {
				seen[sha256.Sum256(pix)] = truth{k.Name, bad == 1}
			}
		}
	}
	for _, from := range []struct {
		folder string
		bad    bool
		to     *partFiles
	}{{c.Good, false, &l.good}, {c.Bad, true, &l.bad}} {
		if from.folder == "" {
			continue
		}
		files, err := findPictures([]string{from.folder})
		if err != nil {
			return nil, err
		}
		all := newPartFiles(files, n.Input)
		for i, f := range files {
			pix, err := all.Bytes(i)
			if err != nil {
				return nil, err
			}
			hash := sha256.Sum256(pix)
			if same, ok := seen[hash]; ok && same.bad != from.bad {
				return nil, samePicture(same.name, f)
			} else if ok {
				l.skipped = append(l.skipped, f)
				continue
			}
			seen[hash] = truth{f, from.bad}
			from.to.files = append(from.to.files, f)
		}
	}
	if len(l.good.files)+len(l.bad.files) == 0 {
		return nil, lang.Errorf("there is nothing to learn: the inspector knows all these pictures already")
	}
	return l, nil
}

// truth is what is said of a picture.
type truth struct {
	name string
	bad  bool
}

// known are the pictures that the inspector has learned from: of the album, else of the folder of originals.
func (c *InspectLearnConfig) known(n *inspect.Inspector) inspect.Originals {
	known := n.Known()
	if c.Originals != "" {
		files := newPartFiles(nil, n.Input)
		for _, k := range n.Good {
			files.files = append(files.files, filepath.Join(c.Originals, filepath.FromSlash(k.Name)))
		}
		known.Good = files
	}
	return known
}

// before are the scores of the new pictures, good ones first, by the inspector that does not know them.
func (l *lesson) before(ctx context.Context, at *desk.Desk, n *inspect.Inspector, workers int) ([]inspect.Known, error) {
	parts, err := judged(ctx, at, n, append(append([]string{}, l.good.files...), l.bad.files...), workers)
	if err != nil {
		return nil, err
	}
	known := make([]inspect.Known, len(parts))
	for i, p := range parts {
		known[i] = inspect.Known{Name: p.File, Score: p.Score}
	}
	return known, nil
}
