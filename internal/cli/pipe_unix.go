//go:build unix

package cli

import (
	"errors"
	"syscall"
)

// readerGone says whether a write failed because nobody reads any more, as after
// "| head".
func readerGone(err error) bool { return errors.Is(err, syscall.EPIPE) }
