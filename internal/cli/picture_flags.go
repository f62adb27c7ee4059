package cli

import (
	"reflect"
	"slices"

	"github.com/spf13/cobra"

	"mekiki/internal/train"
	"mekiki/internal/work/misuse"
)

// pictureKeys are the settings that choose pictures, and say how those of a folder
// become a data set.
var pictureKeys = slices.Concat([]string{"data", "sample", "transpose"}, train.FolderSettings(), []string{"memory"})

// storedKeys are those of them that a command with a model needs, which says the rest.
var storedKeys = []string{"data", "sample", "transpose", "skip-broken", "memory"}

// isFolderSetting says whether a setting is about pictures of a folder: where it has no
// value there is nothing to say about it.
func isFolderSetting(key string) bool {
	return key == "memory" || slices.Contains(train.FolderSettings(), key)
}

// pictureFlags are the flags of a command that choose pictures and is no run.
type pictureFlags struct{ cfg train.Config }

// bind gives cmd the flags of these settings.
func (p *pictureFlags) bind(cmd *cobra.Command, keys ...string) {
	var err error
	if p.cfg, err = train.Preset("article", ""); err != nil {
		panic(err) // ours
	}
	v := reflect.ValueOf(&p.cfg).Elem()
	for i := range v.NumField() {
		if f := v.Type().Field(i); slices.Contains(keys, f.Tag.Get("yaml")) {
			bindFlag(cmd.Flags(), v.Field(i).Addr().Interface(), f.Tag.Get("yaml"), f.Tag.Get("help"))
		}
	}
}

// pictures are those that the flags choose; flags that exclude each other or have no
// meaning are a usage error.
func (p *pictureFlags) pictures() (pictures, error) {
	if p.cfg.Sample && p.cfg.Data != "" {
		return pictures{}, misuse.Errorf("sample and data exclude each other; give one of them")
	}
	if err := p.cfg.Validate(); err != nil {
		return pictures{}, &misuse.Error{Err: err}
	}
	return picturesOf(p.cfg), nil
}
