package data

import (
	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/train"
)

// Fits says whether the model can take the pictures. A fully connected network
// knows no rows and columns: for it the number of values decides.
func Fits(m *model.Model, im *dataset.Images) error {
	want, is := m.Meta.Input.Shape(), nn.Shape{Height: im.H, Width: im.W, Channels: im.C}
	switch {
	case m.Meta.Eye != nil && im.F32 != nil:
		return train.ErrFloats
	case is == want || m.Meta.Eye == nil && m.Net.Plain() && im.Size() == m.Net.Inputs():
		return nil
	}
	return lang.Errorf("the model takes %s, these are %s; %s first, or use the data that it was trained on", KindOf(want), KindOf(is), Cure(want, is))
}

// KindOf says in words what kind of pictures these are.
func KindOf(in nn.Shape) lang.Message {
	switch in.Channels {
	case 1:
		return lang.T("grey pictures of %d x %d", in.Height, in.Width)
	case 3:
		return lang.T("colour pictures of %d x %d", in.Height, in.Width)
	}
	return lang.T("pictures of %d x %d with %d channels", in.Height, in.Width, in.Channels)
}

// Cure is what makes pictures fit.
func Cure(want, is nn.Shape) lang.Message {
	var colour lang.Message
	switch want.Channels {
	case is.Channels:
	case 1:
		colour = lang.T("turn them to grey")
	case 3:
		colour = lang.T("give them in colour")
	default:
		colour = lang.T("give them with %d channels", want.Channels)
	}
	switch resized := want.Height != is.Height || want.Width != is.Width; {
	case resized && !colour.IsZero():
		return lang.T("%s and cut or scale them to that size", colour)
	case resized:
		return lang.T("cut or scale them to that size")
	}
	return colour
}
