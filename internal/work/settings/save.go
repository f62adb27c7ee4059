package settings

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"mekiki/internal/atomicfile"
	"mekiki/internal/lang"
	"mekiki/internal/train"
)

// Every is for a Save that leaves none out.
func Every(string) bool { return true }

// Save writes run.json: the settings of the run that are wanted under their
// keys, in the order of the help. It can be given to --config again.
func Save(path string, cfg train.Config, wanted func(key string) bool) error {
	var b bytes.Buffer
	b.WriteString("{\n")
	for _, key := range Keys() {
		if !wanted(key) {
			continue
		}
		if b.Len() > len("{\n") {
			b.WriteString(",\n")
		}
		v := Field(&cfg, key).Interface()
		if d, ok := v.(time.Duration); ok {
			v = d.String() // nanoseconds say little to a reader
		}
		value, err := json.Marshal(v)
		if err != nil {
			return lang.Errorf("setting %s: %w", key, err)
		}
		fmt.Fprintf(&b, "  %q: %s", key, value)
	}
	b.WriteString("\n}\n")
	return atomicfile.Write(path, func(w io.Writer) error {
		_, err := w.Write(b.Bytes())
		return err
	})
}

// Recipe is a config file for train: the settings that decide what a run
// gives, without those of the machine, under a comment. A number of 0 says
// something, such as patience, a text or a switch that nobody set does not.
func Recipe(cfg train.Config, comment string) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n", strings.ReplaceAll(comment, "\n", "\n# "))
	for _, key := range Keys() {
		field := Field(&cfg, key)
		unset := field.IsZero() && slices.Contains([]reflect.Kind{reflect.String, reflect.Bool, reflect.Map}, field.Kind())
		if slices.Contains([]string{"seed", "workers", "chunk", "dense", "checkpoint-every"}, key) || unset {
			continue
		}
		v := field.Interface()
		if key == "data" || key == "triplets" {
			path, err := filepath.Abs(field.String()) // the file may be used from anywhere
			if err != nil {
				return nil, lang.Errorf("setting %s: %w", key, err)
			}
			v = path
		}
		value, err := json.Marshal(v) // JSON is YAML
		if err != nil {
			return nil, lang.Errorf("setting %s: %w", key, err)
		}
		fmt.Fprintf(&b, "%s: %s\n", key, value)
	}
	return b.Bytes(), nil
}
