package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/dataset"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
)

// drawnParts is a folder of pictures of several sizes and kinds: bars, discs and plain
// plates, n of each in every of these folders, files called PART-NUMBER.
func drawnParts(t *testing.T, n int, folders ...string) string {
	t.Helper()
	dir := t.TempDir()
	if len(folders) == 0 {
		folders = []string{"bar", "disc", "良 品"}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for k, folder := range folders {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o777); err != nil {
			t.Fatal(err)
		}
		for i := range n {
			h, w := 20+rng.IntN(20), 20+rng.IntN(20)
			img := image.NewNRGBA(image.Rect(0, 0, w, h))
			cy, cx, wide := h/4+rng.IntN(h/2), w/4+rng.IntN(w/2), 3+rng.IntN(3)
			for y := range h {
				for x := range w {
					v := 60 + rng.IntN(30)
					switch dy, dx := y-cy, x-cx; {
					case k%3 == 0 && dx*dx < wide*wide, k%3 == 1 && dy*dy+dx*dx < 4*wide*wide:
						v += 140
					}
					img.Set(x, y, color.NRGBA{uint8(v), uint8(v / 2), 50, 255})
				}
			}
			name := fmt.Sprintf("%d-%02d", i%6, i)
			path := filepath.Join(dir, folder, name)
			if i%2 == 0 {
				save(t, path+".png", func(f *os.File) error { return png.Encode(f, img) })
			} else {
				save(t, path+".jpg", func(f *os.File) error { return jpeg.Encode(f, img, nil) })
			}
		}
	}
	return dir
}

// onParts are the arguments that train a tiny network on a folder.
func onParts(out, data string, more ...string) []string {
	return append([]string{
		"train", "--data", data, "--out", out, "--network", "conv 4; relu; maxpool; conv 6; relu; gmp; dense 5", "--loss", "normface",
		"--size", "16x12", "--epochs", "2", "--batch", "16", "--json",
	}, more...)
}

// TestOwnPictures goes through all commands with a folder of picture files.
func TestOwnPictures(t *testing.T) {
	data, dir := drawnParts(t, 30), t.TempDir()
	run, path := filepath.Join(dir, "run"), filepath.Join(dir, "run", "model.safetensors")
	trained := mekiki(t, onParts(run, data)...).want(t, exitOK, "90 pictures of 3 classes: 72 to train, 18 to test", "prepared to 16 x 12 in colour, letterbox").object(t)
	m, err := model.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := (model.Input{Height: 16, Width: 12, Channels: 3, Policy: "letterbox"}); !reflect.DeepEqual(m.Meta.Input, want) || !m.Meta.Data.Folder.Is || m.Meta.Data.Folder.TestShare != 0.2 {
		t.Errorf("model of %+v, %+v", m.Meta.Input, m.Meta.Data)
	}
	if !slices.Equal(m.Meta.Classes, []string{"bar", "disc", "良 品"}) {
		t.Errorf("classes %q", m.Meta.Classes)
	}

	// The model finds its data again, without a word about size.
	evaluated := mekiki(t, "eval", "--model", path, "--data", data, "--out", filepath.Join(dir, "eval"), "--json").want(t, exitOK).object(t)
	if a, b := fmt.Sprint(trained["knn5_accuracy"]), fmt.Sprint(evaluated["knn5_accuracy"]); a != b || a == fmt.Sprint(nil) {
		t.Errorf("train says %s, eval %s", a, b)
	}
	if text := readText(t, filepath.Join(dir, "eval", "report.json")); !strings.Contains(text, `"letterbox"`) || !strings.Contains(text, `"test-share"`) {
		t.Error("the report does not say how pictures were prepared and parted")
	}
	// A picture file has the embedding that it had in training, bit for bit.
	npy := filepath.Join(dir, "e.npy")
	mekiki(t, "embed", "--overwrite", "--model", path, "--data", data, "--part", "train", "--out", npy).want(t, exitOK)
	all := floats(t, npy)
	for _, args := range [][]string{
		{"eval", "--model", path}, {"calibrate", "--model", path, "--out", filepath.Join(dir, "none")}, {"map", path, "--out", filepath.Join(dir, "none")},
		{"predict", "--model", path, data}, {"embed", "--overwrite", "--model", path, "--out", npy}, {"data", "check", "--model", path}, {"analyze", "--model", path, "--out", filepath.Join(dir, "none")},
	} {
		runWith(t, t.Context(), "", args...).want(t, exitUsage, fmt.Sprintf("the model learned from the pictures of a folder, %q; name it with --data FOLDER", filepath.Base(data)))
	}
	names := filepath.Join(dir, "e.names.txt")
	for _, with := range [][]string{{"--model", path}, {"--eye", "embedded", "--size", "32", "--tap", "block0"}, {"--model", path, "--map"}} {
		var rows []float32
		var said string
		for _, part := range []string{"train", "test", "all"} {
			mekiki(t, slices.Concat([]string{"embed", "--overwrite", "--data", data, "--part", part, "--out", npy}, with)...).want(t, exitOK)
			named := slices.Contains(with, "--map") || strings.Count(readText(t, names), "\n") == map[string]int{"train": 72, "test": 18, "all": 90}[part]
			switch now := floats(t, npy); {
			case !named:
				t.Errorf("%v, %s: %s", with, part, readText(t, names))
			case part != "all":
				rows, said = append(rows, now...), said+readText(t, names)
			case !slices.Equal(now, rows) || said != readText(t, names) && !slices.Contains(with, "--map"):
				t.Errorf("%v: all is not train and test", with)
			}
		}
	}
	files, err := filepath.Glob(filepath.Join(data, "*", "*"))
	if err != nil || len(files) != 90 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	mekiki(t, slices.Concat([]string{"embed", "--overwrite", "--model", path, "--out", npy}, files)...).want(t, exitOK)
	alone := floats(t, npy)
	if len(all) != 72*5 || len(alone) != 90*5 {
		t.Fatalf("%d and %d values", len(all), len(alone))
	}
	known := 0
	for i := range 90 {
		for k := range 72 {
			if slices.Equal(alone[5*i:][:5], all[5*k:][:5]) {
				known++
				break
			}
		}
	}
	if known < 72 {
		t.Errorf("%d of 72 training pictures have the embedding of their file", known)
	}
	if o := mekiki(t, "embed", "--overwrite", "--model", path, "--map", "--out", npy, files[0], files[1]).want(t, exitOK); !strings.Contains(o.out, "shape [2 8 6 6]") {
		t.Errorf("maps: %s", o.out)
	}
	for _, args := range [][]string{
		{"map", path, "--data", data, "--method", "pca", "--out", filepath.Join(dir, "map")},
		{"map", path, files[0], files[1], files[25], files[26], files[50], "--method", "pca", "--out", filepath.Join(dir, "map2")},
		{"map", "--raw", "--data", data, "--size", "8", "--color", "grey", "--method", "pca", "--out", filepath.Join(dir, "map3")},
		{"analyze", "--model", path, "--data", data, "--part", "all", "--out", filepath.Join(dir, "analysis")},
		{"analyze", "--raw", "--data", data, "--size", "8", "--part", "all", "--out", filepath.Join(dir, "analysis2")},
		{"calibrate", "--model", path, "--data", data, "--out", filepath.Join(dir, "cal")},
		{"data", "check", "--data", data, "--model", path, "--out", filepath.Join(dir, "check")},
		{"data", "check", "--data", data, "--size", "8x10", "--policy", "crop"},
		{"data", "info", "--data", data, "--size", "9x10", "--test-share", "0.5"},
		{"data", "triplets", "--data", data, "--size", "8", "--color", "grey", "--out", filepath.Join(dir, "t.npy")},
	} {
		mekiki(t, args...).want(t, exitOK)
	}
	if v := mekiki(t, "data", "info", "--data", data, "--size", "9x10", "--test-share", "0.5", "--json").object(t); v["train"] != 45.0 || v["height"] != 9.0 || v["width"] != 10.0 {
		t.Errorf("info: %v", v)
	}
	// The check names files.
	if text := readText(t, filepath.Join(dir, "check", "pairs.csv")); !strings.Contains(text, "group,file_a,file_b\n") || !strings.Contains(text, "良 品/") {
		t.Errorf("pairs.csv: %.300s", text)
	}
	if text := readText(t, filepath.Join(dir, "check", "check.html")); !strings.Contains(text, ">良 品/") {
		t.Error("check.html names no files")
	}
	// What calibrate writes trains on the same data.
	calibrated := filepath.Join(dir, "cal", "calibrated.yaml")
	if text := readText(t, calibrated); !strings.Contains(text, "size: '16x12'") || strings.Contains(text, "object") {
		t.Errorf("%s", text)
	}
	mekiki(t, "train", "--config", calibrated, "--layers", "4", "--epochs", "1", "--out", filepath.Join(dir, "again")).want(t, exitOK, "72 to train, 18 to test")
	mekiki(t, "train", "--resume", "--out", run, "--epochs", "3").want(t, exitOK)

	// $MEKIKI_DATA may name a folder of pictures as well.
	if v := runWith(t, t.Context(), data, "data", "fetch", "--json").want(t, exitOK).object(t); v["height"] != 64.0 || v["train"] != 72.0 {
		t.Errorf("by the environment: %v", v)
	}
	runWith(t, t.Context(), data, "train", "--triplets", filepath.Join(dir, "t.npy"), "--layers", "4", "--epochs", "1", "--out", filepath.Join(dir, "file")).want(t, exitOK, "no figures on official test pictures")
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"eval", "--model", path, "--data", drawnParts(t, 29)}, exitFailed, "are not those that the model was trained on"},
		{[]string{"analyze", "--model", path, "--data", data, "--size", "8"}, exitUsage, "size is not what the model was trained with"},
		{[]string{"data", "check", "--model", path, "--data", data, "--policy", "crop"}, exitUsage, "policy is not what the model was trained with"},
		{[]string{"embed", "--overwrite", "--model", path, "--out", npy, "--memory", "1GiB", files[0]}, exitUsage, "--memory has no effect on files of pictures"},
		{onParts(filepath.Join(dir, "no"), data, "--memory", "10KiB"), exitFailed, "take 50.6 KiB, and memory is 10 KiB"},
		{onParts(filepath.Join(dir, "no"), data, "--transpose"), exitFailed, "transpose turns IDX pictures"},
		{onParts(filepath.Join(dir, "no"), data, "--size", "0"), exitUsage, "is no size such as 64"},
		{onParts(filepath.Join(dir, "no"), data, "--object", "x"), exitUsage, "has no group; put round brackets"},
		{onParts(filepath.Join(dir, "no"), tinyData(t)), exitFailed, "is no folder of pictures, so size has no effect"},
		{[]string{"train", "--sample", "--color", "grey"}, exitUsage, "color is a setting of a folder of pictures and has no effect on sample"},
		{[]string{"data", "info", "--size", "8"}, exitFailed, "is no folder of pictures, so size has no effect"},
	} {
		mekiki(t, c.args...).want(t, c.code, c.want)
	}
}

// TestOwnPicturesForInspection: a folder that trains on good parts alone cannot train
// triplets as it is.
func TestOwnPicturesForInspection(t *testing.T) {
	data, dir := drawnParts(t, 12, "train/good", "test/good", "test/bad"), t.TempDir()
	mekiki(t, onParts(filepath.Join(dir, "a"), data)...).want(t, exitFailed, `all 12 pictures are of class \"good\"; the test part has more classes: --resplit parts all pictures of the folder anew`)
	if o := mekiki(t, "data", "check", "--data", data).want(t, exitOK); !strings.Contains(o.out, "12 of 24 test pictures are of a class that no training picture has (bad)") {
		t.Errorf("check: %s", o.out)
	}
	mekiki(t, onParts(filepath.Join(dir, "b"), data, "--resplit")...).want(t, exitOK, "36 pictures of 2 classes: 29 to train, 7 to test")
	path := filepath.Join(dir, "b", "model.safetensors")
	mekiki(t, "eval", "--model", path, "--data", data, "--json").want(t, exitOK)
	one := drawnParts(t, 12, "a")
	mekiki(t, onParts(filepath.Join(dir, "one"), one)...).want(t, exitFailed, `triplets need at least two classes; all 10 pictures are of class \"a\"`)
	for i := range 11 {
		name := fmt.Sprintf("%d-%02d.png", i%6, i)
		if i%2 == 1 {
			name = name[:4] + ".jpg"
		}
		if i > 0 {
			if err := os.Remove(filepath.Join(data, "test", "bad", name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.Remove(filepath.Join(data, "test", "bad", "5-11.jpg")); err != nil {
		t.Fatal(err)
	}
	mekiki(t, onParts(filepath.Join(dir, "few"), data, "--resplit")...).want(t, exitFailed, `class \"bad\" has one picture only; a triplet needs two`)
	three := drawnParts(t, 12, "train/a", "train/b", "test/c")
	mekiki(t, onParts(filepath.Join(dir, "c"), three)...).want(t, exitFailed, "test picture 0 has class c, of which there is no training picture", "--resplit parts")
}

// TestLittleMemory trains on pictures of which some are unpacked when they are asked for,
// and on a region of them: the same bits as with all in memory, in training and after it.
func TestLittleMemory(t *testing.T) {
	data, dir := drawnParts(t, 60), t.TempDir()
	for name, more := range map[string][]string{"whole": nil, "region": {"--roi", "10%,20%,80%,70%"}, "polygon": {"--roi", "2,2 18,3 10,18"}} {
		plenty, little := filepath.Join(dir, name+"-plenty"), filepath.Join(dir, name+"-little")
		want := mekiki(t, onParts(plenty, data, more...)...).want(t, exitOK).object(t)
		got := mekiki(t, onParts(little, data, append(more, "--memory", "80KiB")...)...).want(t, exitOK, "they are unpacked each time they are needed").object(t)
		for _, key := range []string{"weights_sha256", "knn5_accuracy", "pair_accuracy", "val_loss"} {
			if fmt.Sprint(got[key]) != fmt.Sprint(want[key]) || want[key] == nil {
				t.Errorf("%s: %s is %v with little memory, else %v", name, key, got[key], want[key])
			}
		}
		model := filepath.Join(little, "model.safetensors")
		again := mekiki(t, "eval", "--model", model, "--data", data, "--memory", "80KiB", "--out", filepath.Join(dir, name+"-eval"), "--json").want(t, exitOK).object(t)
		if fmt.Sprint(again["knn5_accuracy"]) != fmt.Sprint(want["knn5_accuracy"]) {
			t.Errorf("%s: eval says %v, train %v", name, again["knn5_accuracy"], want["knn5_accuracy"])
		}
		npy := filepath.Join(dir, name+".npy")
		mekiki(t, "embed", "--overwrite", "--model", model, "--data", data, "--part", "train", "--memory", "80KiB", "--out", npy).want(t, exitOK)
		all, files := floats(t, npy), strings.Split(strings.TrimSpace(readText(t, strings.TrimSuffix(npy, ".npy")+".names.txt")), "\n")
		one := filepath.Join(dir, name+"-one.npy")
		mekiki(t, "embed", "--overwrite", "--model", model, "--out", one, filepath.Join(data, files[7])).want(t, exitOK)
		if !slices.Equal(floats(t, one), all[7*5:8*5]) {
			t.Errorf("%s: a file by itself has another embedding", name)
		}
	}
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{onParts(filepath.Join(dir, "x"), data, "--roi", "0,0,0,5"), exitUsage, "has no area"},
		{onParts(filepath.Join(dir, "x"), data, "--roi", "0,0,30,30"), exitFailed, "reaches beyond it; choose another region"},
		{[]string{"analyze", "--raw", "--data", data, "--size", "16x12", "--memory", "80KiB", "--part", "all", "--out", filepath.Join(dir, "x")}, exitFailed, "and memory is 80 KiB; choose"},
	} {
		mekiki(t, c.args...).want(t, c.code, c.want)
	}
	// Raw pixels are read of the part that is looked at, and are the same however they come.
	for command, file := range map[string]string{"analyze": "analysis.json", "calibrate": "calibration.json"} {
		var figures [2]string
		for i, memory := range []string{"1GiB", "80KiB"} {
			out := filepath.Join(dir, command+memory)
			part := map[string]string{"analyze": "test", "calibrate": "val"}[command]
			mekiki(t, command, "--raw", "--data", data, "--size", "16x12", "--memory", memory, "--part", part, "--protocol", "random", "--triplet-count", "600", "--out", out).want(t, exitOK)
			var v map[string]any
			if err := json.Unmarshal([]byte(readText(t, filepath.Join(out, file))), &v); err != nil {
				t.Fatal(err)
			}
			for _, key := range []string{"time", "command", "settings", "timings", "notes", "seconds"} {
				delete(v, key)
			}
			b, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			figures[i] = strings.ReplaceAll(string(b), memory, "")
		}
		if figures[0] != figures[1] {
			t.Errorf("%s has other figures of pictures that are read in parts:\n%s\n%s", command, figures[0], figures[1])
		}
	}
}

// TestFoldersThatCannotTrain says why.
func TestFoldersThatCannotTrain(t *testing.T) {
	dir := t.TempDir()
	one := drawnParts(t, 12)
	for _, class := range []string{"disc", "良 品"} {
		if err := os.RemoveAll(filepath.Join(one, class)); err != nil {
			t.Fatal(err)
		}
	}
	mekiki(t, onParts(filepath.Join(dir, "x"), one)...).want(t, exitFailed, "triplets need at least two classes; all 10 pictures are of class")
	single := drawnParts(t, 12)
	if err := os.MkdirAll(filepath.Join(single, "odd"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(single, "bar", "0-00.png"), filepath.Join(single, "odd", "0-00.png")); err != nil {
		t.Fatal(err)
	}
	mekiki(t, onParts(filepath.Join(dir, "x"), single)...).want(t, exitFailed, "has one picture only; a triplet needs two of a class: add pictures or leave the class out")
}

// TestObjectsStayTogether: no object of a test or validation triplet is learned from, and
// the model finds the same triplets again.
func TestObjectsStayTogether(t *testing.T) {
	folder, dir := drawnParts(t, 60), t.TempDir()
	path := filepath.Join(dir, "run", "model.safetensors")
	mekiki(t, onParts(filepath.Join(dir, "few"), drawnParts(t, 9), "--object", `(bar/\d)-`, "--split", "triplets")...).want(t, exitFailed, "object matches the names of all but 18 pictures", "triplets of objects of their own: ", "give pictures of more objects")
	mekiki(t, onParts(filepath.Join(dir, "run"), folder, "--object", `(/\d)-`, "--test-size", "0.2", "--val-size", "0.2")...).want(t, exitOK, "6 objects kept whole")
	mekiki(t, "eval", "--model", path, "--data", folder, "--json").want(t, exitOK)

	mekiki(t, "data", "triplets", "--data", folder, "--size", "8", "--object", `(/\d)-`, "--test-size", "0.2", "--val-size", "0.2", "--out", filepath.Join(dir, "t.npy")).want(t, exitUsage)
	mekiki(t, "data", "triplets", "--data", folder, "--size", "8", "--object", `(/\d)-`, "--protocol", "random", "--triplet-count", "200", "--out", filepath.Join(dir, "t.npy")).want(t, exitOK, "a file of triplets does not know objects")
	if v := mekiki(t, onParts(filepath.Join(dir, "random"), folder, "--object", `(/\d)-`, "--protocol", "random", "--triplet-count", "200", "--test-size", "0.2", "--val-size", "0.2")...).want(t, exitOK, "200 triplets of", "128 to train, 32 to validate, 40 to test").object(t); at(t, v, "judged", "triplets", "tested") != 40.0 {
		t.Errorf("judged %v", v["judged"])
	}

	m, err := model.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	mat, err := data.GatherFor(t.Context(), desk.New(desk.Silent{}), m, data.Pictures{Data: folder, Folder: dataset.Folder{Workers: 2}}, "")
	if err != nil {
		t.Fatal(err)
	}
	im := mat.Split.Train.Images
	part := map[int32]string{}
	key := regexp.MustCompile(`/(\d)-`)
	byName := map[string]int32{}
	for i, it := range mat.Found.Set.TrainItems {
		name := key.FindStringSubmatch(it.Path)[1]
		if o, known := byName[name]; known && o != im.Objects[i] {
			t.Errorf("%s is object %d, others of its name %d", it.Path, im.Objects[i], o)
		}
		byName[name] = im.Objects[i]
	}
	for _, it := range mat.Found.Set.TestItems {
		if _, there := byName[key.FindStringSubmatch(it.Path)[1]]; there {
			t.Errorf("%s of the test part shows an object of the training part", it.Path)
		}
	}
	for name, tr := range map[string]*dataset.Triplets{"train": mat.Split.Train, "val": mat.Split.Val, "test": mat.Split.Test} {
		if tr.Len() == 0 {
			t.Errorf("no %s triplets", name)
		}
		for _, i := range tr.Index {
			for _, p := range i {
				if was := part[im.Objects[p]]; was != "" && was != name {
					t.Errorf("object %d lies in %s and %s", im.Objects[p], was, name)
				}
				part[im.Objects[p]] = name
			}
		}
	}
}

// TestNearDuplicatesAreSaid: copies with another light, which no split by content keeps
// together.
func TestNearDuplicatesAreSaid(t *testing.T) {
	data := inTwoLights(t)
	args := func(more ...string) []string {
		return append(onParts(filepath.Join(t.TempDir(), "run"), data, "--size", "16"), more...)
	}
	run := filepath.Join(t.TempDir(), "run")
	const said = "16 test pictures have a near-duplicate or a copy among the training pictures, such as "
	mekiki(t, args("--out", run)...).want(t, exitOK, said)
	if o := mekiki(t, args("--object", `(\w/\d+)_`, "--test-size", "0.2", "--val-size", "0.2")...).want(t, exitOK); strings.Contains(o.err, "near-duplicate") {
		t.Errorf("by object: %s", o.err)
	}
	model, dir, part := filepath.Join(run, "model.safetensors"), t.TempDir(), filepath.Join(data, "a", "0_0.png")
	npy := filepath.Join(dir, "e.npy")
	look := []string{"--eye", "embedded", "--size", "32", "--data", data}
	for _, c := range []struct {
		args []string
		says bool
	}{
		{[]string{"predict", "--model", model, "--data", data, part}, true},
		{slices.Concat([]string{"predict"}, look, []string{part}), true},
		{slices.Concat([]string{"predict", "--object", `(\w/\d+)_`}, look, []string{part}), false},
		{[]string{"map", model, "--data", data, "--method", "pca", "--out", filepath.Join(dir, "map")}, true},
		{[]string{"map", model, "--data", data, "--method", "pca", "--part", "train", "--out", filepath.Join(dir, "map2")}, false},
		{[]string{"analyze", "--model", model, "--data", data, "--part", "all", "--out", filepath.Join(dir, "analysis")}, true},
		{[]string{"embed", "--overwrite", "--model", model, "--data", data, "--out", npy}, true},
		{[]string{"embed", "--overwrite", "--model", model, "--data", data, "--part", "all", "--out", npy}, true},
		{[]string{"embed", "--overwrite", "--model", model, "--data", data, "--part", "train", "--out", npy}, false},
		{slices.Concat([]string{"embed", "--overwrite", "--out", npy}, look), true},
		{slices.Concat([]string{"embed", "--overwrite", "--out", npy, "--object", `(\w/\d+)_`}, look), false},
	} {
		if o := mekiki(t, c.args...).want(t, exitOK); strings.Contains(o.err, "near-duplicate") != c.says || c.says && !strings.Contains(o.err, said) {
			t.Errorf("%v: %s", c.args, o.err)
		}
	}
}

// inTwoLights is a folder of two classes with 20 pictures of noise each, in two lights.
func inTwoLights(t *testing.T) string {
	t.Helper()
	data := t.TempDir()
	rng := rand.New(rand.NewPCG(3, 4))
	for _, class := range []string{"a", "b"} {
		if err := os.MkdirAll(filepath.Join(data, class), 0o777); err != nil {
			t.Fatal(err)
		}
		for i := range 20 {
			pix := make([]uint8, 16*16)
			for k := range pix {
				pix[k] = uint8(rng.IntN(200))
			}
			for k, light := range []uint8{0, 7} {
				img := image.NewGray(image.Rect(0, 0, 16, 16))
				for p, v := range pix {
					img.Pix[p] = v + light
				}
				save(t, filepath.Join(data, class, fmt.Sprintf("%d_%d.png", i, k)), func(f *os.File) error { return png.Encode(f, img) })
			}
		}
	}
	return data
}

// TestModelsOfOlderData take folders of pictures of exactly their size.
func TestModelsOfOlderData(t *testing.T) {
	path, _ := mapModel(t, "conv 2; gap", nn.Shape{Height: 5, Width: 7, Channels: 1})
	data, npy := t.TempDir(), filepath.Join(t.TempDir(), "e.npy")
	for _, class := range []string{"a", "b"} {
		for i := range 4 {
			file, _ := pictureFile(t, "x.png", 5, 7, 1)
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Join(data, class), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(data, class, fmt.Sprintf("%d.png", i)), text, 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	mekiki(t, "embed", "--overwrite", "--model", path, "--data", data, "--part", "train", "--out", npy).want(t, exitFailed, "no picture can be held back") // all are copies
	file, _ := pictureFile(t, "x.png", 8, 7, 1)
	mekiki(t, "embed", "--overwrite", "--model", path, "--out", npy, file).want(t, exitFailed, "is 8 high and 7 wide, the model takes 5 x 7")
	m, err := model.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	m.Meta.Input.Policy = "squeeze"
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	mekiki(t, "embed", "--overwrite", "--model", path, "--out", npy, file).want(t, exitFailed, `prepared by "squeeze", which is not known`)
}
