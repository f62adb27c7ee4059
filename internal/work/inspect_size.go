package work

import (
	"slices"
	"strconv"
	"strings"

	"mekiki/internal/dataset"
	"mekiki/internal/eye"
	"mekiki/internal/inspect"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/onnx"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// autoSize is the size that goes by the pictures.
const autoSize = train.SizeAuto

// partView is what the settings, and by autoSize the good pictures, say of how pictures are looked at.
type partView struct {
	in  model.Input
	two bool // scales
	top int  // over how many places a score is the mean, where that goes by the smallest defect; else 0
}

// view of the good pictures.
func (c *InspectFitConfig) view(at *desk.Desk, e *eye.Eye, files []string) (v partView, err error) {
	v.in = model.Input{Channels: 3, Policy: dataset.PolicyStretch}
	in := &v.in
	if c.ROI != "" {
		if in.ROI, err = dataset.ParseROI(c.ROI); err != nil {
			return v, &misuse.Error{Err: err}
		}
	}
	fixedHigh, fixedWide := e.Fixed()
	fixed := fixedHigh > 0 && fixedWide > 0
	if fixed && c.Scales == twoScales {
		return v, misuse.Errorf("the eye %s looks at %d x %d pixels and at no other size, so scales must be %s", e.Name, fixedHigh, fixedWide, oneScale)
	}
	if c.Size != autoSize {
		if in.Height, in.Width, err = dataset.ParseSize(c.Size); err != nil {
			return v, &misuse.Error{Err: err}
		}
		odd := in.Height%2 != 0 || in.Width%2 != 0
		if odd && c.Scales == twoScales {
			return v, misuse.Errorf("two scales are looked at at %s and half of it; height and width must be even", c.Size)
		}
		v.two = !fixed && !odd && c.two(in.Height, in.Width)
		return v, nil
	}
	if fixed {
		in.Height, in.Width = fixedHigh, fixedWide
		return v, nil
	}
	defect, err := c.defect()
	if err != nil {
		return v, err
	}
	s := inspect.SizeRule{Defect: defect}
	if s.Finest, s.Coarsest, err = strides(e, c.Eye, c.Tap); err != nil {
		return v, err
	}
	if s.High, s.Wide, err = extents(files, *in); err != nil {
		return v, err
	}
	v.two = c.two(s.High, s.Wide)
	s.Two = v.two
	var places float64
	in.Height, in.Width, places = s.Size()
	at.Note("the good pictures are %d x %d pixels in the median, height by width; the eye looks at %d x %d", s.High, s.Wide, in.Height, in.Width)
	if defect > 0 && places < inspect.DefectPlaces*0.9 {
		at.Note("a defect of %v pixels is too small for the eye there: it spans %.2g places of the map instead of %d; take pictures from nearer, or a part of them with --roi", defect, places, inspect.DefectPlaces)
	}
	v.top = s.Top(in.Height, in.Width, places)
	return v, nil
}

// defect is the extent of the smallest defect in pixels; 0: nobody says.
func (c *InspectFitConfig) defect() (float64, error) {
	if c.Defect == "" {
		return 0, nil
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(c.Defect, "px")), 64)
	if err != nil || !(v >= 1 && v <= 1e6) {
		return 0, misuse.Errorf("%q is no extent of a defect in pixels, such as 12px", c.Defect)
	}
	return v, nil
}

// strides are the least and the largest of the taps of an eye.
func strides(e *eye.Eye, name string, taps []string) (finest, coarsest int, err error) {
	g, err := eyeGraph(e, name, eye.Options{Height: inspect.DefaultSide, Width: inspect.DefaultSide, Taps: taps})
	if err != nil {
		return 0, 0, err
	}
	tap := map[string]bool{}
	for _, out := range g.Outputs {
		tap[out.Value.Name] = true
	}
	for _, l := range onnx.Describe(g) {
		if s := int(l.Stride); tap[l.Name] && s > 0 {
			if finest == 0 || s < finest {
				finest = s
			}
			coarsest = max(coarsest, s)
		}
	}
	return max(finest, 1), max(coarsest, 1), nil
}

// mostAsked is how many pictures are asked for their extents, evenly.
const mostAsked = 101

// extents are the median height and width of pictures, or of their region of interest.
func extents(files []string, in model.Input) (high, wide int, err error) {
	var hs, ws []int
	n := min(len(files), mostAsked)
	for i := range n {
		f := files[i*len(files)/n]
		p, err := data.OpenPicture(f, in)
		if err != nil {
			return 0, 0, lang.Errorf("%s: %w", f, err)
		}
		h, w, err := data.Preparation(in).Region(p.H, p.W)
		if err != nil {
			return 0, 0, lang.Errorf("%s: %w", f, err)
		}
		hs, ws = append(hs, h), append(ws, w)
	}
	slices.Sort(hs)
	slices.Sort(ws)
	return hs[n/2], ws[n/2], nil
}
