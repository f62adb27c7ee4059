package train

import (
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"mekiki/internal/dataset"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/testutil"
)

// bands sees the mean of each pair of rows of a picture of 10 x 10; it counts looks.
type bands struct{ looks *atomic.Int64 }

func (bands) Pictures() nn.Shape { return nn.Shape{Height: 10, Width: 10, Channels: 1} }
func (bands) Dim() int           { return 5 }

func (b bands) See(dst []float32, pix []uint8) {
	b.looks.Add(1)
	clear(dst)
	for i, v := range pix {
		dst[i/20] += float32(v) / 20 / 255
	}
}

// behindBands puts bands before the network of a job.
func behindBands(t *testing.T, j *Job) *atomic.Int64 {
	t.Helper()
	f := bands{new(atomic.Int64)}
	if err := See(t.Context(), f, j.Data.Train.Images, 1<<20, 2, nil); err != nil {
		t.Fatal(err)
	}
	j.Front, j.Config.Eye, j.Config.Augment = f, "bands", ""
	j.Meta.Input = model.InputOf(f.Pictures())
	j.Meta.Eye = &model.Eye{Name: "bands", SHA256: "1", Taps: []string{"rows"}, Dim: 5}
	return f.looks
}

// TestBehindAnEye: a run behind an eye is the run on what it sees, it looks at each
// picture once, and its model takes pictures.
func TestBehindAnEye(t *testing.T) {
	batched := func(loss string) Job {
		j := batchJob(t, loss)
		j.Config.Network = "norm; dense 8"
		return j
	}
	for name, j := range map[string]Job{"triplets": job(t, "cosine"), "normface": batched("normface"), "mined": batched("cosine")} {
		looks := behindBands(t, &j)
		im := j.Data.Train.Images
		m := mustRun(t, j)
		if looks.Load() != int64(im.N) {
			t.Errorf("%s: %d looks at %d pictures", name, looks.Load(), im.N)
		}
		if m.Net.Inputs() != 5 || m.Net.Front() != j.Front || m.Meta.Eye != j.Meta.Eye || m.Meta.Input.Shape() != j.Front.Pictures() {
			t.Errorf("%s: %d inputs behind %v, %+v", name, m.Net.Inputs(), m.Net.Front(), m.Meta)
		}
		plain := j
		plain.Dir, plain.Front, plain.Config.Eye, plain.Meta.Eye = t.TempDir(), nil, "", nil
		plain.Data = j.Data.behind(j.Front)
		if got := mustRun(t, plain); got.WeightsSHA256() != m.WeightsSHA256() {
			t.Errorf("%s: other weights than on the vectors", name)
		}
		seen, looked := make([]float32, im.N*m.Net.Dim()), make([]float32, im.N*m.Net.Dim())
		again := *im
		again.Seen, again.SeenBy = nil, nil
		before := looks.Load()
		if err := errors.Join(Embed(t.Context(), seen, m.Net, im, nil, 64, 2), Embed(t.Context(), looked, m.Net, &again, nil, 64, 2)); err != nil || !slices.Equal(seen, looked) {
			t.Errorf("%s: a second look gives other embeddings (%v)", name, err)
		}
		if n := looks.Load() - before; n != int64(im.N) {
			t.Errorf("%s: %d looks at %d pictures again", name, n, im.N)
		}
		if acc := ordered(t, m.Net, j.Data.Test); acc < 0.8 {
			t.Errorf("%s: %.2f of the triplets in order", name, acc)
		}
		// The checkpoint is of this eye.
		j.Resume = true
		other := *j.Meta.Eye
		other.SHA256 = "2"
		j.Meta.Eye = &other
		if _, err := run(t.Context(), j); err == nil || !strings.Contains(err.Error(), "another eye") {
			t.Errorf("%s: a checkpoint of another eye: %v", name, err)
		}
	}
}

func TestSeeRefuses(t *testing.T) {
	im := stripes(20)
	f := bands{new(atomic.Int64)}
	if err := See(t.Context(), f, im, int64(4*5*im.N-1), 1, nil); err == nil || !strings.Contains(err.Error(), "--memory") {
		t.Errorf("too little memory: %v", err)
	}
	if err := See(testutil.EndsAfter(t, 0), f, im, 1<<20, 1, nil); err == nil || im.Seen != nil {
		t.Errorf("told to stop: %v", err)
	}
	if err := See(t.Context(), f, &dataset.Images{N: 1, H: 10, W: 10, C: 1, F32: make([]float32, 100)}, 1<<20, 1, nil); !errors.Is(err, ErrFloats) {
		t.Errorf("floats: %v", err)
	}
	j := job(t, "cosine")
	j.Config.Eye = "embedded"
	defer func() {
		if recover() == nil {
			t.Error("no panic on a run without its eye")
		}
	}()
	_, _ = Start(j)
}
