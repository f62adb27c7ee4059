package bench

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"mekiki/internal/nn"
)

func network(t *testing.T, text string) *nn.Net {
	t.Helper()
	arch, err := nn.ParseArch(text)
	if err != nil {
		t.Fatal(err)
	}
	net, err := nn.Build(arch, nn.Shape{Height: 8, Width: 8, Channels: 1}, 1)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

const small = "conv 6; norm; relu; maxpool; conv 8; norm; relu; gmp; dense 5"

func TestBatchMeasuresATrainingNetwork(t *testing.T) {
	net := network(t, small)
	before := net.Values(0)
	r, err := Batch(t.Context(), net, BatchOptions{Batch: 6, Workers: 2, Warmup: 1, Rounds: 3, Slice: time.Millisecond, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if !(r.PicturesPerSecond > 0 && r.GFLOPS > 0 && r.Peak > 0) || math.Abs(r.Milliseconds*r.PicturesPerSecond/6000-1) > 1e-9 {
		t.Errorf("%+v", r)
	}
	if slices.Equal(before, net.Values(0)) || !(net.Values(0)[0] < 10) {
		t.Error("the network did not train")
	}
	if r.Network != small || r.Input != "8x8x1" || r.Parameters != net.Parameters() {
		t.Errorf("%+v", r)
	}
}

func TestFlopsOfATrainingStep(t *testing.T) {
	// By hand, multiply-adds: the first layer forward and for its weights; the
	// other two for their input as well.
	const want = 2 * (2*64*6*9 + 3*16*8*6*9 + 3*8*5)
	if got := trainingFLOPs(network(t, small)); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestEmbedMeasuresBulkAndOne(t *testing.T) {
	r, err := Embed(t.Context(), network(t, small), EmbedOptions{Pictures: 9, Workers: 2, Rounds: 2, Singles: 20, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	const mflop = 2 * (64*6*9 + 16*8*6*9 + 8*5) / 1e6
	if !(r.PicturesPerSecond > 0 && r.Microseconds > 0 && r.GFLOPS > 0 && r.Peak > 0) || math.Abs(r.MFLOP-mflop) > 1e-12 {
		t.Errorf("%+v", r)
	}
}

func TestLayerProductsNameEachLayer(t *testing.T) {
	got, err := LayerProducts(t.Context(), network(t, small), 1)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range got {
		names = append(names, r.Name.String())
		if !(r.GFLOPS1 > 0 && r.Peak1 > 0 && r.GFLOPSN > 0 && r.PeakN > 0) {
			t.Errorf("%+v", r)
		}
	}
	want := "conv 6 3x3 of 8x8x1 forward, conv 6 3x3 of 8x8x1 weight gradient, " +
		"conv 8 3x3 of 4x4x6 forward, conv 8 3x3 of 4x4x6 input gradient, conv 8 3x3 of 4x4x6 weight gradient, " +
		"dense 5 of 1x1x8 forward, dense 5 of 1x1x8 input gradient, dense 5 of 1x1x8 weight gradient"
	if strings.Join(names, ", ") != want {
		t.Errorf("%q", names)
	}
}

func TestCancelledMeasuresNoNetwork(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	net := network(t, small)
	_, batch := Batch(ctx, net, BatchOptions{Batch: 1, Workers: 1, Rounds: 1})
	_, embed := Embed(ctx, net, EmbedOptions{Pictures: 1, Workers: 1, Rounds: 1, Singles: 1})
	_, layers := LayerProducts(ctx, net, 1)
	for _, err := range []error{batch, embed, layers} {
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
}
