package train

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"
	"testing/fstest"

	"mekiki/internal/dataset"
	"mekiki/internal/testutil"
)

// stripeFiles are the pictures of stripes as files, and the set that is read of them
// within so much memory; 0 is plenty.
func stripeFiles(t testing.TB, memory dataset.Memory) (fstest.MapFS, *dataset.FolderSet) {
	t.Helper()
	im, files := stripes(200), fstest.MapFS{}
	for i := range im.N {
		img := &image.Gray{Pix: testutil.Must(im.Bytes(i)), Stride: im.W, Rect: image.Rect(0, 0, im.W, im.H)}
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		files[fmt.Sprintf("%d/%04d.png", im.Labels[i], i)] = &fstest.MapFile{Data: b.Bytes()}
	}
	f := dataset.Folder{Prepare: dataset.Preparation{H: 10, W: 10, C: 1, Policy: dataset.PolicyStretch}, Workers: 2, Memory: memory}
	return files, testutil.Must(f.Read(t.Context(), files, nil))
}

// filesJob is a run on these pictures, on batches or on triplets.
func filesJob(t *testing.T, im *dataset.Images, loss string, batched bool) Job {
	t.Helper()
	j := job(t, loss)
	if batched {
		j = batchJob(t, loss)
	}
	j.Config.Epochs, j.Config.Workers = 2, 2
	all := testutil.Must(dataset.Tutorial(im, 1))
	rest, test := dataset.TrainTestSplit(all.Len(), 0.1, 42)
	own, val := dataset.TrainTestSplit(len(rest), 0.2, 42)
	tr := all.Select(rest)
	j.Data = Split{Train: tr.Select(own), Val: tr.Select(val), Test: all.Select(test)}
	j.Data.Apart(dataset.Twins(im))
	return j
}

// TestFilesTrainAsPicturesInMemory wants the same bits, whatever of the pictures is in
// memory and however many workers there are.
func TestFilesTrainAsPicturesInMemory(t *testing.T) {
	_, whole := stripeFiles(t, 0)
	_, lazy := stripeFiles(t, 130*100)
	if !whole.Set.Train.InMemory() || lazy.Set.Train.InMemory() {
		t.Fatal("the pictures are not where they should be")
	}
	for _, c := range []struct {
		loss    string
		batched bool
	}{{"normface", true}, {"cosine", true}, {"relu(mah_ap - mah_an + 1)", true}, {"cosine", false}, {"relu(mah_ap - mah_an + 1)", false}} {
		want := mustRun(t, filesJob(t, whole.Set.Train, c.loss, c.batched)).WeightsSHA256()
		for _, workers := range []int{1, 3} {
			j := filesJob(t, lazy.Set.Train, c.loss, c.batched)
			j.Config.Workers = workers
			if got := mustRun(t, j).WeightsSHA256(); got != want {
				t.Errorf("%s, batches %v, %d workers: other weights", c.loss, c.batched, workers)
			}
		}
	}
}

// TestFileGoneWhileTraining ends the run with the file's name.
func TestFileGoneWhileTraining(t *testing.T) {
	for _, batched := range []bool{true, false} {
		files, lazy := stripeFiles(t, 130*100)
		j := filesJob(t, lazy.Set.Train, "cosine", batched)
		row := j.Data.Train.Index[3][0]
		if batched {
			row = j.Data.Pictures[3]
		}
		name := lazy.Set.TrainItems[row].Path
		s, err := Start(j)
		if err != nil {
			t.Fatal(err)
		}
		delete(files, name)
		_, err = s.Run(context.Background())
		var file *dataset.FileError
		if !errors.As(err, &file) || file.Path != name || !strings.Contains(err.Error(), "reading pictures for epoch 1: "+name) || !strings.Contains(err.Error(), "no checkpoint was written") {
			t.Errorf("batches %v: error %v, want one of %s", batched, err, name)
		}
		if !batched { // an estimate may end before it asks for that file
			continue
		}
		s, err = Start(j)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = s.Estimate(context.Background()); !errors.As(err, &file) {
			t.Errorf("the estimate ends with %v", err)
		}
	}
}
