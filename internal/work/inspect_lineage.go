package work

import (
	"encoding/hex"
	"strings"
	"time"

	"mekiki/internal/inspect"
	"mekiki/internal/work/desk"
)

// stepOf is a change of an inspector that is made now: n is what came of it, parent the SHA-256 of the file before.
func stepOf(at *desk.Desk, what, by, parent string, n *inspect.Inspector, pictures []inspect.Source) inspect.Step {
	t := n.Thresholds
	s := inspect.Step{
		What: what, When: time.Now().UTC().Format(time.RFC3339), Version: at.Program, Command: at.Command, By: by, Parent: parent, Thresholds: &t, Pictures: pictures,
	}
	for _, p := range pictures {
		if p.Bad {
			s.Bad++
		} else {
			s.Good++
		}
	}
	return s
}

// sources are picture files below a folder, with the hashes of their bytes.
func sources(root string, files []string, bad bool) ([]inspect.Source, error) {
	list := make([]inspect.Source, len(files))
	for i, name := range within(root, files) {
		sum, err := fileSum(files[i])
		if err != nil {
			return nil, err
		}
		list[i] = inspect.Source{Name: name, SHA256: hex.EncodeToString(sum[:]), Bad: bad}
		if kind, _, below := strings.Cut(name, "/"); below && bad {
			list[i].Kind = kind
		}
	}
	return list, nil
}

// taught are the sources of good and bad pictures, good ones first.
func taught(goodRoot string, good []string, badRoot string, bad []string) ([]inspect.Source, error) {
	list, err := sources(goodRoot, good, false)
	if err != nil {
		return nil, err
	}
	more, err := sources(badRoot, bad, true)
	return append(list, more...), err
}
