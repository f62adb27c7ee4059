package work

import "golang.org/x/sys/windows"

// free is the room that the disk of a folder has left, in bytes; 0 if that cannot be known.
func free(dir string) uint64 {
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0
	}
	var left uint64
	if windows.GetDiskFreeSpaceEx(name, &left, nil, nil) != nil {
		return 0
	}
	return left
}
