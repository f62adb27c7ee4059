package atomicfile

import (
	"errors"
	"io"
	"os"
)

// lock does nothing: Windows does not rename what somebody has open, so no lock could last until a file is in its place.
func lock(*os.File) error { return errors.ErrUnsupported }

// hold does nothing, since there is no lock.
func hold(*os.File) io.Closer { return nil }
