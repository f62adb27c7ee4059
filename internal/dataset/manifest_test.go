package dataset

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestManifests(t *testing.T) {
	want := []Item{
		{Path: "a b/1.png", Label: "good", Object: "7", Split: "train"},
		{Path: "傷/2.png", Label: "bad", Split: "test", Mask: "m/2.png"},
		{Path: "a b/3.png", Label: "good", Split: "train"},
	}
	for name, text := range map[string]string{
		"m.csv":     "path,label,object,split,mask\na b/1.png,good,7,train,\n傷/2.png,bad,,test,m/2.png\n\"a b/3.png\",good,,val,\n",
		"m2.csv":    "\ufeffPath;Label;Object;Split;Mask\r\n.\\a b\\1.png;good;7;train;\r\n傷/2.png;bad;;TEST;m\\2.png\r\na b/3.png;good;;train;\r\n",
		"m.tsv":     "split\tlabel\tpath\tobject\tmask\ntrain\tgood\ta b/1.png\t7\t\ntest\tbad\t傷/2.png\t\tm/2.png\nvalidation\tgood\ta b/3.png\t\t\n",
		"m.jsonl":   "{\"path\": \"a b/1.png\", \"label\": \"good\", \"object\": 7, \"split\": \"train\"}\n\n{\"path\": \"傷/2.png\", \"label\": \"bad\", \"object\": null, \"split\": \"test\", \"mask\": \"m/2.png\"}\n{\"path\": \"a b/3.png\", \"label\": \"good\", \"split\": \"valid\"}",
		"in/m.csv":  "path,label,object,split,mask\n../a b/1.png,good,7,train,\n../傷/2.png,bad,,test,../m/2.png\n../a b/3.png,good,,train,\n",
		"in/M2.CSV": "path,label,object,split,mask\n../a b/x/../1.png,good,7,train,\n../傷/2.png,bad,,test,../m/2.png\n../a b/3.png,good,,train,\n",
	} {
		l, err := findItems(fstest.MapFS{name: {Data: []byte(text)}}, name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if diff := cmp.Diff(want, l.Items); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestManifestsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                                         "m.csv: is empty",
		"path,label\n":                             "lists no pictures",
		"path,lable\na,b":                          `line 1: unknown column "lable"; did you mean "label"?`,
		"path,label,colour\na,b,c":                 `line 1: unknown column "colour"; there is path, label, object, split, mask`,
		"path,object\na,b":                         `there is no column "label"`,
		"path,label,path\na,b,c":                   `column "path" stands there twice`,
		"path,label\na\n":                          "line 2: has another number of columns",
		"path,label\n\"a,b\n":                      "quotation marks do not pair",
		"path,label\na,\n":                         "line 2: a has no label",
		"path,label\n,b\n":                         "line 2: has no path",
		"path,label\na,b\nc,d\na,e\n":              "line 4: a stands in line 2 already",
		"path,label\n/etc/x.png,b\n":               "does not lie in the folder of the manifest",
		"path,label\n../x.png,b\n":                 "does not lie in the folder of the manifest",
		"path,label,split\na,b,oven\n":             `split is "oven"; it is train, test or nothing`,
		"path,label,split\na,b,train\nc,b,\n":      "line 3: some pictures have a split and others none",
		"path,label\n\x8a\x77,b\n":                 "letters of another encoding",
		"jsonl{\"path\": \"a\", \"lebel\": \"b\"":  "line 1: is no JSON object",
		"jsonl{\"path\": \"a\", \"lebel\": \"b\"}": `line 1: unknown column "lebel"; did you mean "label"?`,
		"jsonl{\"path\": [], \"label\": \"b\"}":    "line 1: path is neither a text nor a number",
		"jsonlnull":                                "is no JSON object",
		"jsonl{} {}":                               "is no JSON object",
	} {
		name := "m.csv"
		if rest, ok := strings.CutPrefix(text, "jsonl"); ok {
			name, text = "m.jsonl", rest
		}
		if _, err := findItems(fstest.MapFS{name: {Data: []byte(text)}}, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
	if _, err := findItems(fstest.MapFS{}, "m.csv"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no manifest: %v", err)
	}
	both := fstest.MapFS{"manifest.csv": {}, "Manifest.jsonl": {}}
	if _, err := findItems(both, ""); err == nil || !strings.Contains(err.Error(), "remove one of them") {
		t.Errorf("two manifests: %v", err)
	}
}

// TestManifestOfMissingFiles names them, and leaves them out if that is asked for.
func TestManifestOfMissingFiles(t *testing.T) {
	f := folderOf(t, many(5, "a", "b")...)
	text := "path,label,object\n"
	for _, name := range append(many(5, "a", "b"), "a/99.png", "c/1.png") {
		text += name + "," + name[:1] + ",\n"
	}
	f["manifest.csv"] = &fstest.MapFile{Data: []byte(text)}
	_, err := readFolder(Folder{}, f)
	if want := "2 of 12 pictures cannot be read (skip-broken leaves such pictures out): a/99.png: file does not exist; c/1.png: file does not exist"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %q", err, want)
	}
	s, err := readFolder(Folder{SkipBroken: true}, f)
	if err != nil || s.Set.Train.N+s.Set.Test.N != 10 || s.Set.Train.Objects != nil {
		t.Errorf("%+v, %v", s, err)
	}
	if diff := cmp.Diff([]string{"a", "b"}, s.Set.Classes); diff != "" {
		t.Errorf("classes: %s", diff)
	}
}

// FuzzManifest feeds any text to both readers.
func FuzzManifest(f *testing.F) {
	f.Add("path,label,object,split,mask\na/1.png,a,1,train,m.png\n", false)
	f.Add("path;label\n\"a\"\"b\";c\n", false)
	f.Add(`{"path": "a", "label": 3}`, true)
	f.Fuzz(func(t *testing.T, text string, lines bool) {
		name := map[bool]string{false: "m.csv", true: "m.jsonl"}[lines]
		l, err := findItems(fstest.MapFS{name: {Data: []byte(text)}}, name)
		if err != nil {
			return
		}
		for _, it := range l.Items {
			if !fs.ValidPath(it.Path) || it.Label == "" || it.Mask != "" && !fs.ValidPath(it.Mask) {
				t.Errorf("%q gives %+v", text, it)
			}
		}
	})
}
