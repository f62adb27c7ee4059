package cli

import (
	"os"

	"golang.org/x/sys/windows"
)

// takesColors turns on what lets a console of Windows show colours.
func takesColors(f *os.File) bool {
	var mode uint32
	h := windows.Handle(f.Fd())
	if err := windows.GetConsoleMode(h, &mode); err != nil {
		return false
	}
	return windows.SetConsoleMode(h, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
