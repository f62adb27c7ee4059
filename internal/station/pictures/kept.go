package pictures

import (
	"io/fs"
	"strings"
)

// Kept tells of pictures whether they are kept. It looks into a folder once for all pictures of an hour that are asked for one after
// the other, so it is for asking for many. One goroutine at a time may use it.
func (k *Keeper) Kept() func(ID) bool {
	var hour string
	var names map[string]bool
	return func(id ID) bool {
		if at := id.hour(); names == nil || at != hour {
			list, _ := fs.ReadDir(k.disk.FS(), strings.TrimSuffix(at, "/")) // a folder that is not there has none
			hour, names = at, make(map[string]bool, len(list))
			for _, f := range list {
				names[f.Name()] = true
			}
		}
		return names[id.PictureName()]
	}
}
