package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/testutil"
)

// ownPictures is a folder of two classes with a manifest beside them that lists
// one more.
func ownPictures(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "bolts")
	list := "path,label\n"
	for c, class := range []string{"good", "bent"} {
		if err := os.MkdirAll(filepath.Join(dir, class), 0o777); err != nil {
			t.Fatal(err)
		}
		for i := range 5 {
			img := image.NewGray(image.Rect(0, 0, 6, 5))
			img.Pix[7*c+i] = 200
			var b bytes.Buffer
			if err := png.Encode(&b, img); err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprintf("%s/%d.png", class, i)
			write(t, filepath.Join(dir, name), b.Bytes())
			list += name + "," + class + fmt.Sprint(i%2) + "\n"
		}
	}
	write(t, filepath.Join(dir, "list.csv"), []byte(list))
	return dir
}

func TestOwnPictures(t *testing.T) {
	dir := ownPictures(t)
	o := Options{Folder: dataset.Folder{Prepare: dataset.Preparation{H: 4, W: 4, Policy: dataset.PolicyCrop}, Workers: 1, SplitSeed: 42}}
	var said []string
	o.Log = func(line lang.Message) { said = append(said, line.String()) }
	for name, c := range map[string]struct {
		data, env string
		classes   int
		origin    string
	}{
		"bolts":    {dir, "", 2, "the folder " + dir + " (--data)"},
		"list.csv": {filepath.Join(dir, "list.csv"), "", 4, "list.csv (--data)"},
		"env":      {"", dir, 2, "the folder " + dir + " ($MEKIKI_DATA)"},
	} {
		o := o
		o.DataDir, o.EnvDir = c.data, c.env
		r, err := Load(t.Context(), o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if name == "env" {
			name = "bolts"
		}
		if r.Set.Name != name || len(r.Set.Classes) != c.classes || !strings.Contains(r.Origin, c.origin) || r.Dir != dir || r.Sample {
			t.Errorf("%s: %s of %q, %q in %s", name, r.Set.Name, r.Set.Classes, r.Origin, r.Dir)
		}
		if r.Folder == nil || r.Folder.Prepare.C != 1 || r.Fingerprint != testutil.Must(r.Set.Train.Fingerprint()) || r.Set.Train.H != 4 {
			t.Errorf("%s: %+v", name, r.Folder)
		}
		if len(r.Notes) < 2 || !strings.HasPrefix(r.Notes[0], name+": ") {
			t.Errorf("%s: notes %q", name, r.Notes)
		}
	}
	if len(said) == 0 {
		t.Error("nothing was said")
	}
	o.DataDir, o.Transpose = dir, true
	if _, err := Load(t.Context(), o); err == nil || !strings.Contains(err.Error(), "transpose turns IDX pictures") {
		t.Errorf("transposed: %v", err)
	}
	o.Transpose = false
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Load(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	write(t, filepath.Join(dir, "good", "x.png"), []byte("no picture"))
	if _, err := Load(t.Context(), o); err == nil || !strings.Contains(err.Error(), "pictures in "+dir+" (--data): 1 of 11 pictures cannot be read") {
		t.Errorf("a broken picture: %v", err)
	}
	w := newWorld(t)
	w.DataDir = t.TempDir()
	w.put(t, w.DataDir)
	w.FolderGiven = []string{"policy"}
	if _, err := Load(t.Context(), w.Options); err == nil || !strings.Contains(err.Error(), "is no folder of pictures, so policy has no effect") {
		t.Errorf("a setting of folders on IDX files: %v", err)
	}
}
