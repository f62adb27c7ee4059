package dataset

import (
	"fmt"
	"io"
)

// WriteNPYParts writes the file that WriteNPY does, of an array that is never in
// memory as a whole: next gives values one part after another, in C order, and is
// called until all of the shape are written. An error of next is returned as
// it is. It panics on an empty part and on values beyond the shape.
func WriteNPYParts[T number](w io.Writer, next func() ([]T, error), shape ...int) error {
	left := 1
	for _, d := range shape {
		left *= d
	}
	if err := writeNPYHeader[T](w, shape); err != nil {
		return err
	}
	for left > 0 {
		part, err := next()
		if err != nil {
			return err
		}
		if len(part) == 0 || len(part) > left {
			panic(fmt.Sprintf("dataset: WriteNPYParts of %v: a part of %d values where %d are left", shape, len(part), left))
		}
		if err := writeLE(w, part); err != nil {
			return err
		}
		left -= len(part)
	}
	return nil
}
