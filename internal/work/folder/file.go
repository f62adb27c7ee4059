package folder

import (
	"os"

	"mekiki/internal/lang"
)

// Replace says whether a file that is there may be replaced.
type Replace struct {
	Overwrite bool `yaml:"overwrite" json:"overwrite,omitempty" help:"replace the file that is there"`
}

// Free refuses to replace any of the files unasked. key is the setting that names the first.
// A pipe or a device, which keeps nothing, is written to.
func (r Replace) Free(key string, files ...string) error {
	for _, path := range files {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && !r.Overwrite {
			return lang.Errorf("%s is there already; choose another name with --%s, or replace it with --overwrite", path, key)
		}
	}
	return nil
}
