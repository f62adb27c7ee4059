// Package part is what all inputs have in common: how pictures come to a station other than by
// its API. An input knows no station: whoever takes pictures is a Take.
package part

import (
	"context"
	"time"

	"mekiki/internal/lang"
)

// Picture is a picture that came. Name is what it is called where it came from, "" for none;
// Key is the same for the same picture given again, "" where each is another part. Came is when
// it was there, if it may have waited; zero: now.
type Picture struct {
	Data      []byte
	Name, Key string
	Came      time.Time
}

// MostBytes is the largest picture that an input reads.
const MostBytes = 64 << 20

// Take takes a picture. ErrLater means that it should be given again; with any other error it
// is no picture of a part, and giving it again would not help.
type Take func(ctx context.Context, p Picture) error

// ErrLater means that a picture cannot be taken now.
var ErrLater = lang.Errorf("it cannot be taken now")

// Hear is told why an input gives nothing, as often as it tries in vain.
type Hear func(err error)
