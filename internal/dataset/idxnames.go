package dataset

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"mekiki/internal/lang"
)

// idxName are the names that publishers give the four files: MNIST,
// Fashion-MNIST and KMNIST train-images-idx3-ubyte, t10k-labels-idx1-ubyte and so
// on, others test for t10k, copies of MNIST also .idx3 for -idx3, EMNIST and QMNIST
// the name of a set before it.
var idxName = regexp.MustCompile(`^(?:(.+)[-_])?(train|t10k|test)-(images[-.]idx3|labels[-.]idx1)-ubyte(\.gz)?$`)

// idxFiles are the names of the four files of a set, in the order of
// Published.Files, and what stands before them.
type idxFiles struct {
	names  [4]string
	prefix string
}

// findIDX finds the files of the one data set in the folder.
func findIDX(fsys fs.FS, usual [4]File) (*idxFiles, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, bare(err)
	}
	sets := map[string]*[4][]string{}
	for _, e := range entries {
		m := idxName.FindStringSubmatch(e.Name())
		if m == nil {
			continue
		}
		role := 0
		if m[2] != "train" {
			role = 2
		}
		if strings.HasPrefix(m[3], "labels") {
			role++
		}
		if sets[m[1]] == nil {
			sets[m[1]] = new([4][]string)
		}
		sets[m[1]][role] = append(sets[m[1]][role], e.Name())
	}
	prefix, err := oneSet(sets)
	if err != nil {
		return nil, err
	}
	found := &idxFiles{prefix: prefix}
	for role, f := range usual {
		name := f.Name
		if prefix != "" {
			name = prefix + "-" + strings.Replace(name, "t10k", "test", 1)
		}
		if sets[prefix] == nil || len(sets[prefix][role]) == 0 {
			return nil, lang.Errorf("neither %s nor %s.gz is there: %w", name, name, fs.ErrNotExist)
		}
		if found.names[role], err = oneFile(fsys, sets[prefix][role]); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// oneSet chooses the set that is there as a whole, or that a part is there of.
func oneSet(sets map[string]*[4][]string) (prefix string, err error) {
	var whole, examples []string
	for _, p := range slices.Sorted(maps.Keys(sets)) {
		s := sets[p]
		if !slices.ContainsFunc(s[:], func(names []string) bool { return len(names) == 0 }) {
			whole, examples = append(whole, p), append(examples, s[0][0])
		}
	}
	switch {
	case len(whole) > 1:
		return "", lang.Errorf("holds %d data sets, those of %s; move all but one of them to folders of their own", len(whole), strings.Join(examples, ", "))
	case len(whole) == 1:
		return whole[0], nil
	case len(sets) == 1:
		for p := range sets {
			return p, nil
		}
	}
	return "", nil
}

// oneFile chooses among the names of one file: the plain one, which is quicker
// to read. All must have the same content, packed or not.
func oneFile(fsys fs.FS, names []string) (string, error) {
	// Unpackers leave folders that are called like the file in them.
	files := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		st, err := fs.Stat(fsys, name)
		return err == nil && st.IsDir()
	})
	if len(files) == 0 {
		return names[0], nil // to be refused when it is opened
	}
	slices.SortStableFunc(files, func(a, b string) int {
		return len(a) - len(strings.TrimSuffix(a, ".gz")) - len(b) + len(strings.TrimSuffix(b, ".gz"))
	})
	for _, other := range files[1:] {
		switch same, err := sameContent(fsys, files[0], other); {
		case err != nil:
			return "", lang.Errorf("%s and %s are both there and cannot be compared, %w; remove one of them", files[0], other, err)
		case !same:
			return "", lang.Errorf("%s and %s are both there and their contents differ; remove the wrong one", files[0], other)
		}
	}
	return files[0], nil
}

// sameContent compares two files, unpacked, up to the first difference.
func sameContent(fsys fs.FS, a, b string) (bool, error) {
	var buf [2][]byte
	var from [2]*content
	for k, name := range []string{a, b} {
		c, err := open(fsys, name)
		if err != nil {
			return false, lang.Errorf("%s: %w", name, err)
		}
		defer c.Close()
		from[k], buf[k] = c, make([]byte, 64<<10)
	}
	for {
		var n [2]int
		var end bool
		for k, name := range []string{a, b} {
			var err error
			n[k], err = io.ReadFull(from[k], buf[k])
			if err != nil {
				// A file that was cut within its packed data says so by the same error as
				// one that ends between two blocks here; the readers tell them apart later.
				if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
					return false, lang.Errorf("%s: %w", name, err)
				}
				end = true
			}
		}
		if !bytes.Equal(buf[0][:n[0]], buf[1][:n[1]]) {
			return false, nil
		}
		if end {
			return true, nil
		}
	}
}
