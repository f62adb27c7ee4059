package work

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"mekiki/internal/atomicfile"
	"mekiki/internal/eye"
	"mekiki/internal/lang"
	"mekiki/internal/nn"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// ImportEyeConfig is what makes an eye of a network.
type ImportEyeConfig struct {
	File      string   `json:"file"`
	Out       string   `yaml:"out" json:"out" short:"o" value:"file" help:"file to write, ending in .onnx"`
	Family    string   `yaml:"family" json:"family,omitempty" value:"name" help:"which network weights belong to, where several have the same, such as tf_efficientnet_lite0"`
	Tap       []string `yaml:"tap" json:"tap,omitempty" value:"name" help:"name of a layer to look at; may be given several times (default: those of the network, mostly at strides 8 and 16)"`
	Mean      []string `yaml:"mean" json:"mean,omitempty" comma:"yes" value:"numbers" help:"mean that is subtracted, one number or one a channel, such as 0.485,0.456,0.406"`
	Std       []string `yaml:"std" json:"std,omitempty" comma:"yes" value:"numbers" help:"deviation by which is divided then, one number or one a channel, such as 0.229,0.224,0.225"`
	Range     float64  `yaml:"range" json:"range,omitempty" help:"value of white before the mean is subtracted: 1, or 255 for networks that take bytes (default 1)"`
	Name      string   `yaml:"name" json:"name,omitempty" help:"what to call the eye (default: the name of the file)"`
	Licence   string   `yaml:"licence" json:"licence,omitempty" help:"licence of the weights, kept in the file"`
	Source    string   `yaml:"source" json:"source,omitempty" help:"where the weights come from, kept in the file (default: the name of the file)"`
	Overwrite bool     `yaml:"overwrite" json:"overwrite,omitempty" help:"replace the file that is there"`
}

// ImportEye makes an eye of a network that another program trained: one ONNX file with
// what the taps need, and its properties.
func ImportEye(ctx context.Context, at *desk.Desk, cfg ImportEyeConfig) (*EyeFound, error) {
	if strings.ToLower(filepath.Ext(cfg.Out)) != ".onnx" {
		return nil, misuse.Errorf("eye import needs --out FILE.onnx, got %q", cfg.Out)
	}
	if sameFile(cfg.File, cfg.Out) {
		return nil, misuse.Errorf("out is %s, the file to import, which would be replaced; give another name", cfg.Out)
	}
	if _, err := os.Stat(cfg.Out); !cfg.Overwrite && !errors.Is(err, fs.ErrNotExist) {
		return nil, lang.Errorf("%s is there already; choose another name with --out, or replace it with --overwrite", cfg.Out)
	}
	given, err := eye.Open(cfg.File, cfg.Family)
	if err != nil {
		return nil, err
	}
	e := *given
	if err := cfg.apply(&e); err != nil {
		return nil, err
	}
	if err := eachOnce(cfg.File, e.Taps); err != nil {
		return nil, err
	}
	o := sizeOf(&e)
	if _, err := e.Net(o, 1); err != nil {
		return nil, notAnEye(&e, cfg.File, o, err)
	}
	b, err := e.Encode()
	if err != nil {
		return nil, lang.Errorf("%s: %w", cfg.File, err)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if e.Licence == "" {
		at.Note("nobody says under which licence these weights may be used; --licence keeps it in the file")
	}
	if err := atomicfile.Write(cfg.Out, func(w io.Writer) error { _, err := w.Write(b); return err }); err != nil {
		return nil, err
	}
	made, err := eye.Open(cfg.Out, "")
	if err != nil {
		return nil, err
	}
	return foundEye(made, cfg.Out)
}

// sizeOf is the size of pictures at which an eye is tried.
func sizeOf(e *eye.Eye) eye.Options {
	h, w, _ := e.SizeFor(0, 0)
	return eye.Options{Height: h, Width: w, Taps: e.Taps}
}

// apply changes what an eye says of itself to what was asked for.
func (c *ImportEyeConfig) apply(e *eye.Eye) error {
	if len(c.Tap) > 0 {
		e.Taps = c.Tap
	}
	if e.Taps == nil {
		return misuse.Errorf("%s does not say where to look; name layers with --tap, 'mekiki eye show %s' lists them", c.File, ShellWord(c.File))
	}
	if err := c.preprocess(e); err != nil {
		return err
	}
	if e.SourceHash == "" {
		e.SourceHash = e.Hash
		if e.Source == "" {
			e.Source = filepath.Base(c.File)
		}
	}
	for _, text := range []struct{ to, from *string }{{&e.Name, &c.Name}, {&e.Licence, &c.Licence}, {&e.Source, &c.Source}} {
		if *text.from != "" {
			*text.to = *text.from
		}
	}
	return nil
}

// preprocess sets how values of pictures become the input, where that was asked for.
func (c *ImportEyeConfig) preprocess(e *eye.Eye) error {
	if len(c.Mean) == 0 && len(c.Std) == 0 && c.Range == 0 {
		if e.Preprocess == nil {
			return misuse.Errorf("%s does not say how values of pictures become its input; say it with --mean and --std: PyTorch's networks mostly want --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225", c.File)
		}
		return nil
	}
	p := nn.Preprocess{Range: c.Range}
	for _, list := range []struct {
		name string
		from []string
		to   *[]float64
	}{{"mean", c.Mean, &p.Mean}, {"std", c.Std, &p.Std}} {
		for i, text := range list.from {
			v, err := settings.Read("float64", strings.TrimSpace(text))
			if err != nil {
				return misuse.Errorf("%s %v", list.name, settings.InList(i, err))
			}
			*list.to = append(*list.to, v.(float64))
		}
	}
	if err := p.Check(e.Channels()); err != nil {
		return &misuse.Error{Err: err}
	}
	e.Preprocess = &p
	return nil
}
