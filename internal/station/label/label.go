package label

import (
	"time"

	"mekiki/internal/lang"
)

// Label is where a person sees the defect of a part. It is never changed: a later one of the same part counts in its
// place, and one that marks nothing takes it back.
type Label struct {
	ID      int64     `json:"id"`
	Trigger int64     `json:"trigger"`
	At      time.Time `json:"at"`
	Who     string    `json:"who"`
	Reason  string    `json:"reason,omitempty"`
	// Width and Height are those of the picture in pixels, as it is shown.
	Width  int `json:"width"`
	Height int `json:"height"`
	// Pixels is how many of them are marked.
	Pixels int `json:"pixels"`
	// Shapes are drawn one after the other.
	Shapes []Shape `json:"shapes"`
}

// Kind is how a shape changes what is marked.
type Kind string

// The kinds: a box and a brush mark pixels, an eraser takes marks away.
const (
	Box    Kind = "box"
	Brush  Kind = "brush"
	Eraser Kind = "eraser"
)

// Shape is a box, or a stroke of a brush or an eraser, in pixels of the picture from its upper left corner.
type Shape struct {
	Kind Kind  `json:"kind" enum:"box,brush,eraser"`
	Box  *Area `json:"box,omitempty" doc:"of a box"`
	// Size is the diameter of a brush, Points are where it went, x and y.
	Size   int      `json:"size,omitempty" minimum:"0" doc:"diameter of a brush or an eraser"`
	Points [][2]int `json:"points,omitempty" doc:"where a brush or an eraser went: x and y of each point"`
}

// Area is a rectangle whose pixels are X to X+Width-1 and Y to Y+Height-1.
type Area struct {
	X      int `json:"x"`
	Y      int `json:"y"`
	Width  int `json:"width"`
	Height int `json:"height"`
}

// bounds of a label. mostWork is how many pixels may be looked at to draw it, in pictures: each stretch between two
// points costs its surroundings.
const (
	mostShapes = 500
	mostPoints = 20_000
	mostSize   = 1024
	mostPixels = 1 << 26
	mostWork   = 50
	leastWork  = 1 << 24
)

// Check is an error, in a user's words, where a label is none. Width and Height must be set.
func (l *Label) Check() error {
	if l.Width < 1 || l.Height < 1 || l.Width > mostPixels/l.Height {
		return lang.Errorf("a picture of %d x %d pixels cannot be marked", l.Width, l.Height)
	}
	if len(l.Shapes) > mostShapes {
		return lang.Errorf("a label has at most %d boxes and strokes, not %d", mostShapes, len(l.Shapes))
	}
	points, work := 0, 0
	for i, s := range l.Shapes {
		if err := l.fits(s); err != nil {
			return lang.Errorf("shape %d: %w", i+1, err)
		}
		points += len(s.Points)
		for r := range s.stretches(l.Width, l.Height) {
			work += (r.x1 - r.x0) * (r.y1 - r.y0)
		}
		if points > mostPoints || work > max(leastWork, mostWork*l.Width*l.Height) {
			return lang.Errorf("this is too much to draw; mark large places with a box")
		}
	}
	return nil
}

// fits is an error where a shape does not lie on the picture.
func (l *Label) fits(s Shape) error {
	switch b := s.Box; {
	case s.Kind == Box && b != nil && len(s.Points) == 0 && s.Size == 0:
		if b.X < 0 || b.Y < 0 || b.Width < 1 || b.Height < 1 || b.Width > l.Width-b.X || b.Height > l.Height-b.Y {
			return lang.Errorf("the box must lie on the picture of %d x %d pixels", l.Width, l.Height)
		}
		return nil
	case (s.Kind == Brush || s.Kind == Eraser) && b == nil && len(s.Points) > 0:
		if s.Size < 1 || s.Size > mostSize {
			return lang.Errorf("a brush is 1 to %d pixels wide, not %d", mostSize, s.Size)
		}
		for _, p := range s.Points {
			if p[0] < 0 || p[1] < 0 || p[0] >= l.Width || p[1] >= l.Height {
				return lang.Errorf("the stroke must lie on the picture of %d x %d pixels", l.Width, l.Height)
			}
		}
		return nil
	}
	return lang.Errorf("it must be a box, or points of a brush or an eraser and its size")
}
