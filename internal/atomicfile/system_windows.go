package atomicfile

import (
	"errors"

	"golang.org/x/sys/windows"
)

// syncDir does nothing: Windows cannot sync a folder, NTFS journals the rename.
func syncDir(string) error { return nil }

func diskFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

func readOnly(err error) bool { return errors.Is(err, windows.ERROR_WRITE_PROTECT) }
