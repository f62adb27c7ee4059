package data

import (
	"fmt"
	"strings"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/nn"
)

// Fits says whether the model can take the pictures. A fully connected network
// knows no rows and columns: for it the number of values decides.
func Fits(m *model.Model, im *dataset.Images) error {
	want, is := m.Meta.Input.Shape(), nn.Shape{Height: im.H, Width: im.W, Channels: im.C}
	if is == want || m.Net.Plain() && im.Size() == m.Net.Inputs() {
		return nil
	}
	return lang.Errorf("the model takes %s, these are %s; %s first, or use the data that it was trained on", KindOf(want), KindOf(is), Cure(want, is))
}

// KindOf says in words what kind of pictures these are.
func KindOf(in nn.Shape) string {
	size := fmt.Sprintf("%d x %d", in.Height, in.Width)
	switch in.Channels {
	case 1:
		return "grey pictures of " + size
	case 3:
		return "colour pictures of " + size
	}
	return fmt.Sprintf("pictures of %s with %d channels", size, in.Channels)
}

// Cure is what makes pictures fit.
func Cure(want, is nn.Shape) string {
	var steps []string
	switch want.Channels {
	case is.Channels:
	case 1:
		steps = append(steps, "turn them to grey")
	case 3:
		steps = append(steps, "give them in colour")
	default:
		steps = append(steps, fmt.Sprintf("give them with %d channels", want.Channels))
	}
	if want.Height != is.Height || want.Width != is.Width {
		steps = append(steps, "cut or scale them to that size")
	}
	return strings.Join(steps, " and ")
}
