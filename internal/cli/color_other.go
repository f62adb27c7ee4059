//go:build !windows

package cli

import "os"

// takesColors says whether a terminal can show colours; those of Unix all can.
func takesColors(*os.File) bool { return true }
