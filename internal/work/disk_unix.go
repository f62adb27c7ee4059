//go:build unix

package work

import "golang.org/x/sys/unix"

// free is the room that the disk of a folder has left, in bytes; 0 if that cannot be known.
func free(dir string) uint64 {
	var st unix.Statfs_t
	if unix.Statfs(dir, &st) != nil {
		return 0
	}
	return uint64(st.Bavail) * uint64(st.Bsize) //nolint:unconvert // signed on FreeBSD
}
