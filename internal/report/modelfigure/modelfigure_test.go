package modelfigure

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mekiki/internal/lang"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/model"
	"mekiki/internal/plot"
)

// tripletMeta is a model of triplets with fully connected layers.
func tripletMeta() model.Meta {
	return model.Meta{
		Network: model.Network{Widths: []int{784, 512, 256, 128}}, Input: model.Input{Height: 28, Width: 28, Channels: 1},
		Loss: triplet.Spec{Name: "combined", Formula: "0.8*relu(cos_ap - cos_an + 0.4) + 0.02*relu(euc_ap - euc_an - 5)"},
	}
}

func TestModelFigure(t *testing.T) {
	f, err := Draw(lang.English, tripletMeta())
	if err != nil {
		t.Fatal(err)
	}
	svg := string(f.SVG())
	for _, want := range []string{"anchor", "positive", "negative", "401,920 parameters", "131,328 parameters", "32,896 parameters", "566,144 parameters",
		"(N, 784)", "28 × 28 pixels", "loss: combined", ">0.8*relu(cos_ap - cos_an + 0.4)<", ">+ 0.02*relu(euc_ap - euc_an - 5)<"} {
		if !strings.Contains(svg, want) {
			t.Errorf("the picture lacks %q", want)
		}
	}
	m := tripletMeta()
	m.Loss = triplet.Spec{Formula: "let m = 0.4; relu(cos_an - cos_ap + m)"}
	if f, err = Draw(lang.English, m); err != nil || !strings.Contains(string(f.SVG()), ">relu(cos_an - cos_ap + 0.4)<") {
		t.Errorf("the parameter's value is not put in (%v)", err)
	}
}

func TestStages(t *testing.T) {
	m := tripletMeta()
	m.Network = model.Network{Arch: "conv 32; norm; relu; maxpool; residual(conv 64; norm; relu; conv 64; norm); relu; " +
		"residual(conv 64; norm; relu; conv 64; norm); relu; residual(conv 64; norm; relu; conv 64; norm); relu; " +
		"residual(conv 128 /2; norm; relu; conv 128; norm); relu; conv 160 1x1; relu; gap; dropout 0.3; dense 128"}
	y, err := m.Layout()
	if err != nil {
		t.Fatal(err)
	}
	want := []plot.Layer{
		{Name: "layers.0", Kind: "conv 32; norm; relu; maxpool", In: "(N, 28, 28, 1)", Out: "(N, 14, 14, 32)", Params: "352 parameters"},
		{Name: "layers.4", Kind: "residual(conv 64; norm; relu; conv 64; norm); relu", In: "(N, 14, 14, 32)", Out: "(N, 14, 14, 64)", Params: "57,728 parameters"},
		{Name: "layers.6 to 8", Kind: "2 × residual(conv 64; norm; relu; conv 64; norm); relu", In: "(N, 14, 14, 64)", Out: "(N, 14, 14, 64)", Params: "2 × 73,984 parameters"},
		{Name: "layers.10", Kind: "residual(conv 128 /2; norm; relu; conv 128; norm); relu", In: "(N, 14, 14, 64)", Out: "(N, 7, 7, 128)", Params: "230,144 parameters"},
		{Name: "layers.12", Kind: "conv 160 1x1; relu; gap; dropout 0.3", In: "(N, 7, 7, 128)", Out: "(N, 160)", Params: "20,640 parameters"},
		{Name: "layers.16", Kind: "dense 128", In: "(N, 160)", Out: "(N, 128)", Params: "20,608 parameters"},
	}
	if diff := cmp.Diff(want, stages(lang.English, m, y)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	// A network that begins with a layer without weights, and three equal layers.
	m.Network.Arch = "avgpool; norm; conv 3; relu; conv 3; relu; conv 3; relu; gap"
	if y, err = m.Layout(); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range stages(lang.English, m, y) {
		names = append(names, s.Name+": "+s.Kind)
	}
	if diff := cmp.Diff([]string{"layers.0: avgpool; norm", "layers.2: conv 3; relu", "layers.4: conv 3; relu", "layers.6: conv 3; relu; gap"}, names); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}
