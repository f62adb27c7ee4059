package cli

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/report/prediction"
)

// predicted is what the tests read of the result of predict.
type predicted struct {
	OpenSet struct {
		Threshold float64 `json:"threshold"`
		HeldOut   int     `json:"held_out"`
		Rejected  int     `json:"rejected"`
		LeftOut   *struct {
			Pictures int `json:"pictures"`
		} `json:"left_out_classes"`
	} `json:"open_set"`
	Known    int                        `json:"known"`
	Unknown  int                        `json:"unknown"`
	Pictures []prediction.Predicted     `json:"pictures"`
	Broken   []prediction.BrokenPicture `json:"broken"`
}

func predictedBy(t *testing.T, args ...string) (p predicted) {
	t.Helper()
	o := mekiki(t, append([]string{"predict", "--json"}, args...)...).want(t, exitOK)
	if id := follows(t, o.out); id != "mekiki/predict/1" {
		t.Errorf("schema %s", id)
	}
	if err := json.Unmarshal([]byte(o.out), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// trainedOnParts is a model of drawnParts, and its data.
func trainedOnParts(t *testing.T) (model, data string) {
	t.Helper()
	data, run := drawnParts(t, 30), filepath.Join(t.TempDir(), "run")
	mekiki(t, onParts(run, data, "--epochs", "8")...).want(t, exitOK)
	return filepath.Join(run, "model.safetensors"), data
}

// strange draws pictures as no class of drawnParts has them: bright and blue.
func strange(t *testing.T, n int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "new 部品")
	if err := os.MkdirAll(filepath.Join(dir, "deeper"), 0o777); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		img := image.NewNRGBA(image.Rect(0, 0, 30, 24+i))
		for y := range 24 + i {
			for x := range 30 {
				img.Set(x, y, color.NRGBA{0, uint8(40 * ((x / 3) % 2)), 255, 255})
			}
		}
		save(t, filepath.Join(dir, "deeper", fmt.Sprintf("%d.png", i)), func(f *os.File) error { return png.Encode(f, img) })
	}
	return dir
}

// TestPredictIsANaiveSearch compares with loops over the embeddings that embed writes, and finds
// each neighbour by its name.
func TestPredictIsANaiveSearch(t *testing.T) {
	model, data := trainedOnParts(t)
	npy := filepath.Join(t.TempDir(), "e.npy")
	mekiki(t, "embed", "--overwrite", "--model", model, "--data", data, "--part", "train", "--out", npy).want(t, exitOK)
	gallery := floats(t, npy)
	p := predictedBy(t, "--model", model, "--data", data, "--nearest", "7", filepath.Join(data, "disc"), filepath.Join(data, "bar", "0-00.png"))
	if p.Known != 72 || len(p.Pictures) != 31 || p.OpenSet.HeldOut != 18 || p.OpenSet.LeftOut.Pictures != 18 || p.OpenSet.Rejected != 0 {
		t.Fatalf("%+v, %d pictures", p.OpenSet, len(p.Pictures))
	}
	if got := p.Pictures[30].File; got != filepath.Join(data, "bar", "0-00.png") {
		t.Errorf("the last picture is %s", got)
	}
	const dim = 5
	cosine := func(x, y []float32) float64 {
		var xx, yy, xy float64
		for k := range x {
			xx, yy, xy = xx+float64(x[k])*float64(x[k]), yy+float64(y[k])*float64(y[k]), xy+float64(x[k])*float64(y[k])
		}
		return 1 - xy/math.Sqrt(xx*yy)
	}
	itself := 0
	for _, one := range p.Pictures {
		mekiki(t, "embed", "--overwrite", "--model", model, "--out", npy, one.File).want(t, exitOK)
		query := floats(t, npy)
		var all []float64
		for i := range 72 {
			all = append(all, cosine(query, gallery[i*dim:(i+1)*dim]))
		}
		sorted := slices.Sorted(slices.Values(all))
		if len(one.Neighbours) != 7 || math.Abs(one.Distance-sorted[0]) > 1e-6 || one.Distance != one.Neighbours[0].Distance || one.Unknown != (one.Distance > p.OpenSet.Threshold) {
			t.Fatalf("%+v; naively %v", one, sorted[:7])
		}
		votes := map[string]int{}
		for i, n := range one.Neighbours {
			if math.Abs(n.Distance-sorted[i]) > 1e-6 || math.Abs(n.Distance-all[n.Index]) > 1e-6 {
				t.Errorf("%s: neighbour %d at %v, naively %v and %v", one.File, i, n.Distance, sorted[i], all[n.Index])
			}
			if !strings.HasPrefix(n.Name, n.Class+"/") {
				t.Errorf("%s is of class %s", n.Name, n.Class)
			}
			if i < 5 {
				votes[n.Class]++
			}
			if filepath.Join(data, filepath.FromSlash(n.Name)) == one.File && n.Distance < 1e-6 {
				itself++
			}
		}
		for class, n := range votes {
			if n > votes[one.Class] {
				t.Errorf("%s is called %s with %d votes, %s has %d", one.File, one.Class, votes[one.Class], class, n)
			}
		}
	}
	if itself < 20 { // 24 of 30 discs are known, some have copies in the embedding
		t.Errorf("%d pictures find themselves", itself)
	}
}

func TestPredictStrangePictures(t *testing.T) {
	model, data := trainedOnParts(t)
	dir, out := strange(t, 3), filepath.Join(t.TempDir(), "sheet")
	p := predictedBy(t, "--model", model, "--data", data, "--out", out, dir, filepath.Join(data, "bar", "0-00.png"))
	if p.Unknown != 3 || !p.Pictures[0].Unknown || p.Pictures[3].Unknown || p.Pictures[0].File != filepath.Join(dir, "deeper", "0.png") {
		t.Errorf("%+v", p)
	}
	page := readText(t, filepath.Join(out, prediction.HTMLFile))
	if n := strings.Count(page, "data:image/png"); n != 4*6 {
		t.Errorf("the page has %d pictures", n)
	}
	follows(t, readText(t, filepath.Join(out, prediction.JSONFile)))
	o := mekiki(t, "predict", "--model", model, "--data", data, dir).want(t, exitOK)
	for _, want := range []string{"unknown (nearest: ", "3 are unknown", "Of 18 held-out pictures", "left out"} {
		if !strings.Contains(o.out, want) {
			t.Errorf("no %q in %s", want, o.out)
		}
	}
	mekiki(t, "predict", "--model", model, "--data", data, "--out", out, dir).want(t, exitFailed, "--overwrite")

	for _, workers := range []string{"1", "3"} {
		again := predictedBy(t, "--model", model, "--data", data, "--workers", workers, dir, filepath.Join(data, "bar", "0-00.png"))
		if !reflect.DeepEqual(again, p) {
			t.Errorf("%s workers: %+v, want %+v", workers, again, p)
		}
	}

	// Broken pictures are named, and left out if that is asked for.
	write(t, filepath.Join(dir, "b.png"), "no picture")
	write(t, filepath.Join(dir, ".hidden.png"), "no picture")
	mekiki(t, "predict", "--model", model, "--data", data, dir).want(t, exitFailed, "1 of 4 pictures", "b.png", "skip-broken")
	if p := predictedBy(t, "--model", model, "--data", data, "--skip-broken", dir); len(p.Pictures) != 3 || len(p.Broken) != 1 || p.Broken[0].File != filepath.Join(dir, "b.png") {
		t.Errorf("%+v", p)
	}
	mekiki(t, "predict", "--model", model, "--data", data, "--skip-broken", filepath.Join(dir, "b.png")).want(t, exitFailed, "none of the 1 pictures")
}

func TestPredictNamesPicturesOfIDX(t *testing.T) {
	data, run := tinyData(t), filepath.Join(t.TempDir(), "run")
	runWith(t, t.Context(), data, small(run)...).want(t, exitOK)
	img := image.NewGray(image.Rect(0, 0, 4, 5))
	path := filepath.Join(t.TempDir(), "x.png")
	save(t, path, func(f *os.File) error { return png.Encode(f, img) })
	o := runWith(t, t.Context(), data, "predict", "--model", filepath.Join(run, "model.safetensors"), path).want(t, exitOK)
	if !strings.Contains(o.out, "train ") || !strings.Contains(o.out, "Known are 120 pictures") {
		t.Errorf("%s", o.out)
	}
}

func TestPredictRefuses(t *testing.T) {
	model, data := trainedOnParts(t)
	empty := t.TempDir()
	for _, c := range []struct {
		code int
		args []string
		want string
	}{
		{exitUsage, []string{"x.png"}, "--model"},
		{exitUsage, []string{"--model", model}, "needs pictures"},
		{exitUsage, []string{"--model", model, "--reject", "1", "x.png"}, "reject"},
		{exitUsage, []string{"--model", model, "--reject", "NaN", "x.png"}, "reject"},
		{exitUsage, []string{"--model", model, "--nearest", "0", "x.png"}, "nearest"},
		{exitUsage, []string{"--model", model, "--out", "x", "--shown", "-1", "x.png"}, "shown"},
		{exitUsage, []string{"--model", model, "--shown", "3", "x.png"}, "without --out"},
		{exitUsage, []string{"--model", model, "--workers", "-1", "x.png"}, "workers"},
		{exitFailed, []string{"--model", model, "--data", data, filepath.Join(empty, "none.png")}, "none.png"},
		{exitFailed, []string{"--model", model, "--data", data, empty}, "holds no pictures"},
	} {
		mekiki(t, append([]string{"predict"}, c.args...)...).want(t, c.code, c.want)
	}
}

// TestEmbedNamesRows: each row of a part is the embedding of the file that stands on its line.
func TestEmbedNamesRows(t *testing.T) {
	model, data := trainedOnParts(t)
	dir := t.TempDir()
	npy, names := filepath.Join(dir, "e.npy"), filepath.Join(dir, "e.names.txt")
	mekiki(t, "embed", "--overwrite", "--model", model, "--data", data, "--out", npy).want(t, exitOK)
	all, lines := floats(t, npy), strings.Split(strings.TrimSuffix(readText(t, names), "\n"), "\n")
	if len(lines) != 18 || len(all) != 18*5 {
		t.Fatalf("%d names of %d values", len(lines), len(all))
	}
	files := make([]string, len(lines))
	for i, name := range lines {
		files[i] = filepath.Join(data, filepath.FromSlash(name))
	}
	v := mekiki(t, slices.Concat([]string{"embed", "--overwrite", "--json", "--model", model, "--out", npy}, files)...).want(t, exitOK).object(t)
	if !slices.Equal(floats(t, npy), all) || v["names"] != names || readText(t, names) != strings.Join(files, "\n")+"\n" {
		t.Errorf("names %v: %s", v["names"], readText(t, names))
	}
	write(t, filepath.Join(dir, "one\ntwo.png"), readText(t, files[0]))
	mekiki(t, "embed", "--overwrite", "--model", model, "--out", npy, filepath.Join(dir, "one\ntwo.png")).want(t, exitOK)
	if got := readText(t, names); got != filepath.Join(dir, `one\ntwo.png`)+"\n" {
		t.Errorf("%q", got)
	}

	// Pictures of IDX files have places, triplets nothing, nor do names of before stay.
	idx, run := tinyData(t), filepath.Join(t.TempDir(), "run")
	runWith(t, t.Context(), idx, small(run)...).want(t, exitOK)
	model = filepath.Join(run, "model.safetensors")
	runWith(t, t.Context(), idx, "embed", "--overwrite", "--model", model, "--part", "train", "--out", npy).want(t, exitOK)
	if got := readText(t, names); !strings.HasPrefix(got, "train 0\ntrain 1\n") || strings.Count(got, "\n") != 120 {
		t.Errorf("%s", got)
	}
	runWith(t, t.Context(), idx, "data", "triplets", "--out", filepath.Join(dir, "t.npy")).want(t, exitOK)
	runWith(t, t.Context(), idx, "embed", "--overwrite", "--model", model, "--out", npy, filepath.Join(dir, "t.npy")).want(t, exitOK)
	if exists(names) {
		t.Error("names of before stand beside embeddings of triplets")
	}
}

// TestPredictKeepsKnownPictures: the second call needs no data and says the same.
func TestPredictKeepsKnownPictures(t *testing.T) {
	model, data := trainedOnParts(t)
	dir := t.TempDir()
	kept, query := filepath.Join(dir, "known.safetensors"), filepath.Join(data, "disc")
	alone := predictedBy(t, "--model", model, "--data", data, query)
	first := predictedBy(t, "--model", model, "--data", data, "--known", kept, query)
	if !reflect.DeepEqual(first, alone) || !exists(kept) {
		t.Error("keeping known pictures changes what is said")
	}
	second := predictedBy(t, "--model", model, "--data", filepath.Join(dir, "none"), "--known", kept, query)
	if !reflect.DeepEqual(second, alone) {
		t.Errorf("%+v, want %+v", second, alone)
	}
	// A page shows the pictures and wants the data, the same ones.
	with := func(data string, more ...string) []string {
		return slices.Concat([]string{"predict", "--model", model, "--data", data, "--known", kept, query}, more)
	}
	mekiki(t, with(data, "--out", filepath.Join(dir, "sheet"))...).want(t, exitOK)
	if n := strings.Count(readText(t, filepath.Join(dir, "sheet", prediction.HTMLFile)), "data:image/png"); n != 30*6 {
		t.Errorf("%d pictures", n)
	}
	mekiki(t, with(filepath.Join(dir, "none"), "--out", filepath.Join(dir, "sheet2"))...).want(t, exitFailed, "none")
	mekiki(t, with(drawnParts(t, 24), "--out", filepath.Join(dir, "sheet3"))...).want(t, exitFailed, kept, "are not the pictures of", "delete it")

	// What is of something else is refused and stays.
	before := readText(t, kept)
	mekiki(t, with(data, "--reject", "0.3")...).want(t, exitFailed, kept, "--reject 0.01", "delete it")
	run := filepath.Join(dir, "other")
	mekiki(t, onParts(run, data, "--seed", "5")...).want(t, exitOK)
	mekiki(t, "predict", "--model", filepath.Join(run, "model.safetensors"), "--known", kept, query).want(t, exitFailed, kept, "another model", "delete it")
	mekiki(t, "predict", "--model", model, "--known", model, query).want(t, exitFailed, model, "no file of known pictures")
	if readText(t, kept) != before {
		t.Error("a refused file is not what it was")
	}
	write(t, kept, before[:len(before)/2])
	mekiki(t, with(data)...).want(t, exitFailed, kept, "not read", "delete it")
}

// TestPredictWithTripletsOfAFile: such a model has no known pictures of its own.
func TestPredictWithTripletsOfAFile(t *testing.T) {
	data, dir := tinyData(t), t.TempDir()
	triplets, model := filepath.Join(dir, "t.npy"), filepath.Join(dir, "run", "model.safetensors")
	runWith(t, t.Context(), data, "data", "triplets", "--out", triplets).want(t, exitOK)
	runWith(t, t.Context(), data, small(filepath.Join(dir, "run"), "--triplets", triplets)...).want(t, exitOK)
	query := filepath.Join(dir, "x.png")
	save(t, query, func(f *os.File) error { return png.Encode(f, image.NewGray(image.Rect(0, 0, 4, 5))) })
	runWith(t, t.Context(), "", "predict", "--model", model, query).want(t, exitUsage, "--data FOLDER")
	runWith(t, t.Context(), "", "predict", "--model", model, "--data", data, query).want(t, exitOK, "not those that the model learned from")
	runWith(t, t.Context(), data, "predict", "--model", model, query).want(t, exitOK)
}
