package dataset

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io/fs"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"mekiki/internal/testutil"
)

// plain is a preparation of the tests.
var plain = Preparation{H: 4, W: 4, Policy: PolicyStretch}

// folderOf is a folder of grey pictures under these names, each other than all others.
func folderOf(t testing.TB, names ...string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	for i, name := range names {
		pix := pixels(16)
		pix[0], pix[1] = uint8(i), uint8(i>>8)
		out[name] = &fstest.MapFile{Data: asPNG(t, pix, 4, 4, 1)}
	}
	return out
}

// many are names of n pictures of each class.
func many(n int, classes ...string) (names []string) {
	for _, c := range classes {
		for i := range n {
			names = append(names, fmt.Sprintf("%s/%02d.png", c, i))
		}
	}
	return names
}

func readFolder(f Folder, fsys fs.FS) (*FolderSet, error) {
	if f.Prepare == (Preparation{}) {
		f.Prepare = plain
	}
	f.Workers, f.SplitSeed = 3, 42
	return f.Read(context.Background(), fsys, nil)
}

// paths are those of items.
func paths(items []Item) (out []string) {
	for _, it := range items {
		out = append(out, it.Path)
	}
	return out
}

// TestFolders reads each layout.
func TestFolders(t *testing.T) {
	mvtec := folderOf(t, "train/good/1.png", "train/good/2.png", "test/good/3.png", "test/cut/1.png", "test/cut/2.png", "ground_truth/cut/1_mask.png", "ground_truth/cut/2.png")
	for name, c := range map[string]struct {
		files   fstest.MapFS
		classes []string
		test    []string // nil: not looked at
		remarks []string
	}{
		"classes":    {folderOf(t, many(5, "a", "b")...), []string{"a", "b"}, nil, []string{"10 pictures of 2 classes: 8 to train, 2 to test (0.2 of each class held back by split-seed 42)", "all are prepared to 4 x 4 in grey, stretch"}},
		"good, bad":  {folderOf(t, many(5, "good", "bad")...), []string{"bad", "good"}, nil, nil},
		"deep":       {folderOf(t, many(5, "a/x/y", "a/z", "b")...), []string{"a", "b"}, nil, nil},
		"parts":      {folderOf(t, "train/a/1.png", "train/b/1.png", "test/a/1.png", "val/b/9.png"), []string{"a", "b"}, []string{"test/a/1.png"}, []string{"1 pictures of a validation part are training pictures here", "of 1 classes there is no test picture: \"b\""}},
		"MVTec":      {mvtec, []string{"cut", "good"}, []string{"test/cut/1.png", "test/cut/2.png", "test/good/3.png"}, nil},
		"only train": {folderOf(t, many(5, "train/a", "train/b")...), []string{"a", "b"}, nil, []string{"has training pictures only"}},
		"same name":  {folderOf(t, "a/1.png", "a/2.png", "a/3.png", "b/1.png", "b/2.png", "b/3.png"), []string{"a", "b"}, nil, nil},
		"spaces and Japanese": {folderOf(t, many(5, "傷 あり", "良品")...), []string{"傷 あり", "良品"},
			nil, nil},
		// A class may be called train.
		"toys": {folderOf(t, many(5, "train", "ball")...), []string{"ball", "train"}, nil, nil},
		"strange beside": {folderOf(t, "train/a/1.png", "test/a/1.png", "docs/1.png", "1.png"), []string{"a"}, []string{"test/a/1.png"},
			[]string{"left out 1 folders beside train and test, such as docs", "left out 1 pictures that lie beside the folders of the classes, such as 1.png"}},
	} {
		s, err := readFolder(Folder{}, c.files)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(c.classes, s.Set.Classes); diff != "" {
			t.Errorf("%s: classes (-want +got):\n%s", name, diff)
		}
		if c.test != nil {
			if diff := cmp.Diff(c.test, paths(s.Set.TestItems)); diff != "" {
				t.Errorf("%s: test part (-want +got):\n%s", name, diff)
			}
		}
		all := strings.Join(s.Remarks, "\n")
		for _, r := range c.remarks {
			if !strings.Contains(all, r) {
				t.Errorf("%s: no remark %q in:\n%s", name, r, all)
			}
		}
		if n := s.Set.Train.N + s.Set.Test.N; len(s.Set.TrainItems) != s.Set.Train.N || len(s.Set.TestItems) != s.Set.Test.N || s.Set.Train.Size() != 16 || n == 0 {
			t.Errorf("%s: %d and %d pictures of %d values", name, s.Set.Train.N, s.Set.Test.N, s.Set.Train.Size())
		}
		// The pixels, the label and the name of a picture belong together.
		for _, part := range []struct {
			im    *Images
			items []Item
		}{{s.Set.Train, s.Set.TrainItems}, {s.Set.Test, s.Set.TestItems}} {
			for i, it := range part.items {
				by := plain
				by.C = 1
				want, _, err := by.ReadPicture(c.files, it.Path)
				if err != nil || !bytes.Equal(want, testutil.Must(part.im.Bytes(i))) || part.im.ClassName(part.im.Labels[i]) != it.Label || !strings.Contains(it.Path, it.Label) {
					t.Errorf("%s: picture %d, %+v, is another one (%v)", name, i, it, err)
				}
			}
		}
	}
	l, err := findItems(mvtec, "")
	if err != nil {
		t.Fatal(err)
	}
	masks := map[string]string{}
	for _, it := range l.Items {
		if it.Mask != "" {
			masks[it.Path] = it.Mask
		}
	}
	if diff := cmp.Diff(map[string]string{"test/cut/1.png": "ground_truth/cut/1_mask.png", "test/cut/2.png": "ground_truth/cut/2.png"}, masks); diff != "" {
		t.Errorf("masks (-want +got):\n%s", diff)
	}
}

func TestFoldersRefused(t *testing.T) {
	huge := asPNG(t, pixels(16), 4, 4, 1)
	binary.BigEndian.PutUint32(huge[16:], 20_000)
	binary.BigEndian.PutUint32(huge[20:], 20_000)
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	with := func(name string, data []byte) fstest.MapFS {
		f := folderOf(t, many(4, "a", "b")...)
		f[name] = &fstest.MapFile{Data: data}
		return f
	}
	sound := folderOf(t, many(4, "a", "b")...)
	deep := strings.Repeat("x/", 19)
	for name, c := range map[string]struct {
		folder Folder
		files  fstest.MapFS
		want   string
	}{
		"nothing":    {Folder{}, fstest.MapFS{"a/readme.txt": {}, "b": {Mode: fs.ModeDir}}, "holds no pictures"},
		"no class":   {Folder{}, folderOf(t, "1.png", "2.png"), "its pictures, such as 1.png, lie in it without a class"},
		"many sets":  {Folder{}, folderOf(t, "nut/train/good/1.png", "nut/test/bad/1.png"), "nut in it holds train and test, so it is a data set of its own"},
		"deep":       {Folder{}, folderOf(t, "a/"+deep+"1.png", "b/1.png"), "more than 16 deep"},
		"few":        {Folder{}, folderOf(t, many(2, "a", "b")...), "no picture can be held back for the test"},
		"truncated":  {Folder{}, with("a/x.png", sound["a/00.png"].Data[:60]), "1 of 9 pictures cannot be read (skip-broken leaves such pictures out): a/x.png: is a PNG, but"},
		"no picture": {Folder{}, with("a/x.jpg", []byte("hello")), "a/x.jpg: is no picture"},
		"GIF":        {Folder{}, with("b/x.gif", []byte("GIF89a")), "b/x.gif: is a file of the kind GIF"},
		"huge":       {Folder{}, with("b/x.png", huge), "b/x.png: 20000 x 20000 pixels, of more than 150000000 values"},
		"all broken": {Folder{SkipBroken: true}, fstest.MapFS{"a/1.png": {}, "b/1.png": {}}, "none of the 2 pictures can be read: a/1.png: is empty"},
		"link to naught": {Folder{}, func() fstest.MapFS {
			f := with("c/x.png", nil)
			f["c/x.png"] = &fstest.MapFile{Data: []byte("no.png"), Mode: fs.ModeSymlink}
			return f
		}(), "c/x.png: "},
		"memory":         {Folder{Memory: 100}, sound, "its 8 pictures of 4 x 4 take 384 bytes, and memory is 100 bytes"},
		"policy":         {Folder{Prepare: Preparation{H: 4, W: 4, C: 1, Policy: "squeeze"}}, sound, `"squeeze", which is not known`},
		"exact size":     {Folder{Prepare: Preparation{H: 5, W: 4, C: 1}}, sound, "a/00.png: is 4 high and 4 wide, the model takes 5 x 4"},
		"object":         {Folder{Object: "cell([0-9]+)"}, sound, `object "cell([0-9]+)" matches the name of no picture, such as a/00.png`},
		"object, group":  {Folder{Object: "a/.*"}, sound, "has no group"},
		"object, broken": {Folder{Object: "a/(.*"}, sound, "is no regular expression"},
		"both parts":     {Folder{Object: `/(\d)`}, folderOf(t, "train/a/1.png", "train/a/2.png", "test/a/1.png"), "1 objects have pictures in both the training and the test part, such as 1"},
		"share":          {Folder{TestShare: 0.3}, folderOf(t, "train/a/1.png", "test/a/2.png"), "test-share has no effect"},
		"no training":    {Folder{}, fstest.MapFS{"manifest.csv": {Data: []byte("path,label,split\na/00.png,a,test\n")}, "a/00.png": sound["a/00.png"]}, "has no training pictures"},
	} {
		_, err := readFolder(c.folder, c.files)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (Folder{Prepare: plain, Workers: 1}).Read(ctx, sound, nil); err == nil || ctx.Err() == nil {
		t.Errorf("cancelled: %v", err)
	}
}

// TestFolderLeavesOut: what nobody put there for its pictures is left out and said.
func TestFolderLeavesOut(t *testing.T) {
	f := folderOf(t, many(5, "a", "b")...)
	for _, name := range []string{"a/Thumbs.db", "b/desktop.ini", ".DS_Store", "a/._00.png", ".git/x.png", "a/notes.txt", "a/x.png", "b/y.png"} {
		f[name] = &fstest.MapFile{}
	}
	f["a/loop"] = &fstest.MapFile{Data: []byte("../a"), Mode: fs.ModeSymlink}
	f["b/link.png"] = &fstest.MapFile{Data: []byte("../a/00.png"), Mode: fs.ModeSymlink}
	s, err := readFolder(Folder{SkipBroken: true}, f)
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(s.Remarks, "\n")
	for _, want := range []string{
		"left out 2 files and folders of the system, such as a/Thumbs.db", "left out 3 hidden files and folders, such as .DS_Store",
		"left out 1 files that are no pictures by their names, such as a/notes.txt",
		"left out 1 links to folders, which are not followed (copy the folder here, or name it), such as a/loop",
		"left out 2 of 13 pictures, which cannot be read: a/x.png: is empty; copy it again; b/y.png: is empty",
		"11 pictures of 2 classes",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no remark %q in:\n%s", want, all)
		}
	}
}

// TestFolderColours mixes grey and colour, kinds of file, and depths.
func TestFolderColours(t *testing.T) {
	read := func(f Folder, names ...string) *FolderSet {
		t.Helper()
		files := folderOf(t, many(5, "a", "b")...)
		for _, name := range names {
			data, err := fs.ReadFile(pictures, name)
			if err != nil {
				t.Fatal(err)
			}
			files["a/"+name] = &fstest.MapFile{Data: data}
		}
		s, err := readFolder(f, files)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := read(Folder{}, "grey.png", "opaque.png", "deep.png", "grey.jpg", "bits.png"); s.Prepare.C != 3 || s.Set.Train.C != 3 {
		// opaque.png shows colours
		t.Errorf("%+v", s.Prepare)
	}
	s := read(Folder{}, "grey.png", "greyalpha.png", "deep.tif", "grey.bmp")
	if s.Prepare.C != 1 || len(s.Set.Train.Pix) != s.Set.Train.N*16 {
		t.Errorf("pictures that are all grey: %+v", s.Prepare)
	}
	if all := strings.Join(s.Remarks, "\n"); !strings.Contains(all, "1 of 14 pictures are of 16 bits") || !strings.Contains(all, "1 of 14 pictures are partly transparent") {
		t.Errorf("remarks: %s", all)
	}
	if s := read(Folder{}, "cmyk.jpg", "alpha.png", "rgb.webp"); s.Prepare.C != 3 || !strings.Contains(strings.Join(s.Remarks, " "), "in colour") {
		t.Errorf("%+v", s)
	}
	by := plain
	by.C = 1
	if s := read(Folder{Prepare: by}, "cmyk.jpg", "alpha.png", "rgb.webp"); s.Set.Test.C != 1 {
		t.Errorf("colours as grey: %+v", s.Prepare)
	}
}

// TestMasksOfAnotherSize are a remark: nothing trains on masks.
func TestMasksOfAnotherSize(t *testing.T) {
	f := folderOf(t, "train/good/1.png", "test/cut/1.png", "test/cut/2.png")
	f["ground_truth/cut/1_mask.png"] = &fstest.MapFile{Data: asPNG(t, pixels(6), 2, 3, 1)}
	f["ground_truth/cut/2_mask.png"] = &fstest.MapFile{Data: []byte("x")}
	s, err := readFolder(Folder{}, f)
	if err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(s.Remarks, "\n"); !strings.Contains(all, "2 masks do not fit their pictures: ground_truth/cut/1_mask.png: is 2 high and 3 wide, its picture 4 x 4") {
		t.Errorf("remarks: %s", all)
	}
}

// TestFolderSplits: copies and objects stay together, every part is the same for any
// number of workers, and another seed parts otherwise.
func TestFolderSplits(t *testing.T) {
	files := folderOf(t, many(40, "a", "b")...)
	for i := range 40 { // b/xx is a copy of b/xx, two and two
		if i%2 == 1 {
			files[fmt.Sprintf("b/%02d.png", i)] = files[fmt.Sprintf("b/%02d.png", i-1)]
		}
	}
	s, err := readFolder(Folder{Object: `a/(\d)`}, files) // ten pictures of an object
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.Join(s.Remarks, "\n"), "object matches the names of all but 40 pictures") {
		t.Errorf("remarks: %v", s.Remarks)
	}
	side := map[string]string{}
	n := map[string]int{}
	for part, items := range map[string][]Item{"train": s.Set.TrainItems, "test": s.Set.TestItems} {
		for _, it := range items {
			key := it.Path[:3] // the object
			if it.Label == "b" {
				key = string(files[it.Path].Data) // the content
			}
			if side[key] != "" && side[key] != part {
				t.Errorf("%s lies in both parts", it.Path)
			}
			side[key] = part
			n[part+" "+it.Label]++
		}
	}
	if diff := cmp.Diff(map[string]int{"train a": 30, "test a": 10, "train b": 32, "test b": 8}, n); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
	if len(s.Set.Train.Objects) != s.Set.Train.N || len(s.Set.Test.Objects) != s.Set.Test.N {
		t.Errorf("objects of %d and %d pictures", len(s.Set.Train.Objects), len(s.Set.Test.Objects))
	}
	for _, workers := range []int{1, 8} {
		var seen []int
		again, err := Folder{Prepare: plain, Workers: workers, SplitSeed: 42, Object: `a/(\d)`}.Read(t.Context(), files, func(done, of int) { seen = append(seen, done, of) })
		if len(seen) != 160 || seen[0] != 1 || seen[158] != 80 || seen[1] != 80 {
			t.Errorf("%d workers: progress %v", workers, seen)
		}
		if err != nil || testutil.Must(again.Set.Train.Fingerprint()) != testutil.Must(s.Set.Train.Fingerprint()) || !slices.Equal(paths(again.Set.TestItems), paths(s.Set.TestItems)) {
			t.Errorf("%d workers make another set: %v", workers, err)
		}
	}
	other, err := Folder{Prepare: plain, Workers: 1, SplitSeed: 43}.Read(t.Context(), files, nil)
	if err != nil || slices.Equal(paths(other.Set.TestItems), paths(s.Set.TestItems)) {
		t.Errorf("another seed parts as this one: %v", err)
	}
	own := folderOf(t, slices.Concat(many(9, "train/a", "train/b"), many(9, "test/a", "test/b"))...)
	if s, err := readFolder(Folder{Resplit: true, TestShare: 0.5}, own); err != nil || s.Set.Test.N != 18 || !strings.HasPrefix(s.Set.TestItems[0].Path, "test/") || s.TestShare != 0.5 {
		t.Errorf("split anew: %v", err)
	}
}

// countingFS counts what is opened.
type countingFS struct {
	fstest.MapFS
	opened atomic.Int64
}

func (c *countingFS) Open(name string) (fs.File, error) {
	c.opened.Add(1)
	return c.MapFS.Open(name)
}

func (c *countingFS) ReadDir(name string) ([]fs.DirEntry, error) {
	c.opened.Add(1)
	return c.MapFS.ReadDir(name)
}

func (c *countingFS) Stat(name string) (fs.FileInfo, error) {
	c.opened.Add(1)
	return c.MapFS.Stat(name)
}

// TestListingOpensNothing lists 100,000 pictures by their names alone.
func TestListingOpensNothing(t *testing.T) {
	f := &countingFS{MapFS: fstest.MapFS{}}
	for i := range 100_000 {
		f.MapFS[fmt.Sprintf("%d/%d.jpg", i%4, i)] = &fstest.MapFile{}
	}
	l, err := findItems(f, "")
	if err != nil || len(l.Items) != 100_000 {
		t.Fatalf("%d items, %v", len(l.Items), err)
	}
	if n := f.opened.Load(); n > 10 {
		t.Errorf("%d files and folders were opened to list 4 folders", n)
	}
}

func TestHoldsPictures(t *testing.T) {
	for name, c := range map[string]struct {
		files fstest.MapFS
		want  bool
	}{
		"classes":  {fstest.MapFS{"a/1.png": {}}, true},
		"manifest": {fstest.MapFS{"Manifest.CSV": {}}, true},
		"pictures": {fstest.MapFS{"1.jpg": {}}, true},
		"IDX":      {fstest.MapFS{"train-images-idx3-ubyte.gz": {}, "a/1.png": {}}, false},
		"nothing":  {fstest.MapFS{".git/x": {}, "readme.md": {}}, false},
	} {
		if got := HoldsPictures(c.files); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// doubled is twice the extents of the pictures.
type doubled struct{}

func (doubled) Size(high, wide int) (h, w int) { return 2 * high, 2 * wide }

// TestFolderSizer: the pictures to learn from choose the size, and no other.
func TestFolderSizer(t *testing.T) {
	f := folderOf(t, many(4, "test/a", "test/b")...)
	for _, class := range []string{"a", "b"} {
		for i, side := range []int{3, 5, 6} {
			f[fmt.Sprintf("train/%s/%d.png", class, i)] = &fstest.MapFile{Data: asPNG(t, pixels(side*8), side, 8, 1)}
		}
	}
	f["train/a/x.png"] = &fstest.MapFile{}
	for want, folder := range map[[2]int]Folder{
		{10, 16}: {Sizer: doubled{}, SkipBroken: true},
		{8, 8}:   {Sizer: doubled{}, SkipBroken: true, Resplit: true},
		{4, 8}:   {Sizer: doubled{}, SkipBroken: true, Prepare: Preparation{Policy: PolicyStretch, ROI: "0%,0%,50%,40%"}},
	} {
		s, err := readFolder(folder, f)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]int{s.Prepare.H, s.Prepare.W}; got != want || s.Set.Train.H != want[0] || s.Set.Test.W != want[1] {
			t.Errorf("prepared to %v, not %v", got, want)
		}
	}
}
