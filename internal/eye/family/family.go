package family

import (
	"cmp"
	"slices"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/nn"
	"mekiki/internal/onnx/wire"
	"mekiki/internal/safetensors"
	"mekiki/internal/suggest"
)

// Network is a network with its weights.
type Network struct {
	// Name is what timm, torchvision or the authors call it.
	Name string
	// Model has one input, pictures [N,3,H,W], and names its values after the modules
	// of the state dict. Its outputs are Taps.
	Model *wire.Model
	// Taps are the values to look at if nobody says others.
	Taps []string
	// Preprocess is what the published weights of this network expect.
	Preprocess nn.Preprocess
}

// family is a way in which weights are named. Several networks share it.
type family struct {
	// marks are tensors that all of its networks have.
	marks []string
	// networks are what it is made of; the first that fits is it.
	networks []network
}

// network is one that can be read.
type network struct {
	name string
	// twin is a network with the same weights that computes differently; "" if there is none.
	twin string
	// fits says whether names and shapes are its own.
	fits  func(*weights) bool
	build func(*builder)
}

// families are asked in this order.
var families = []family{liteFamily(), timmMobileFamily(), mobileNetV2Family(), mobileNetV3Family(), resNetFamily(), convNeXtFamily(), timmConvNeXtFamily(), dinoFamily()}

// Names are the networks that can be read, sorted.
func Names() []string {
	var names []string
	for _, f := range families {
		for _, n := range f.networks {
			names = append(names, n.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Build makes the network that the tensors of f belong to. as says which where several
// have the same tensors, and may be "". Errors are in a user's words, for which the
// caller puts the file's name in front.
func Build(f *safetensors.File, as string) (*Network, error) {
	if as != "" && !slices.Contains(Names(), as) {
		if near, found := suggest.Nearest(as, Names()); found {
			return nil, lang.Errorf("the network %.80q is not known; did you mean %q?", as, near)
		}
		return nil, lang.Errorf("the network %.80q is not known; there is %s", as, strings.Join(Names(), ", "))
	}
	w := read(f)
	var near error // of the first network that fits so far
	for _, family := range families {
		if !w.has(family.marks...) {
			continue
		}
		for _, n := range family.networks {
			if as != "" && n.name != as || !n.fits(w) {
				continue
			}
			made, err := n.make(w)
			if err != nil {
				near = cmp.Or(near, err)
				continue
			}
			if n.twin != "" && as == "" {
				return nil, lang.Errorf("its weights can be those of %s or of %s, which compute differently; say which with --family", n.name, n.twin)
			}
			return made, nil
		}
	}
	if near != nil {
		return nil, near
	}
	if as != "" {
		return nil, lang.Errorf("its weights are not those of %s: it has %s", as, w.summary())
	}
	return nil, lang.Errorf("its weights belong to no network that is known: it has %s. There is %s; export any other as ONNX with torch.onnx.export", w.summary(), strings.Join(Names(), ", "))
}

// make puts the network together.
func (n network) make(w *weights) (*Network, error) {
	w.taken, w.passed = map[string]bool{}, nil
	b := newBuilder(w)
	n.build(b)
	if b.err == nil {
		b.err = w.unused()
	}
	if b.err != nil {
		return nil, lang.Errorf("its weights look like those of %s, but %w", n.name, b.err)
	}
	return &Network{Name: n.name, Model: b.model(), Taps: b.taps, Preprocess: b.preprocess}, nil
}
