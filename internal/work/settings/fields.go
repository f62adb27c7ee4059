// Package settings is about what a piece of work is told to do: a struct of settings,
// whose tags are its flags, the keys of its files and a form; how values are read, and
// which of them wins.
package settings

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"mekiki/internal/train"
)

// Setting is one field of a struct of settings, as its tags describe it.
type Setting struct {
	// Key names it in flags, files and messages (tag yaml).
	Key string
	// Help says what it is for, Value what to call its value in help, Short is a flag of
	// one letter, Group the heading of the help under which it stands; all but Help may
	// be empty.
	Help, Value, Short, Group string
	// Comma says that a list of texts is one value with commas (tag comma); otherwise the
	// flag is repeated.
	Comma bool
	// Field can be set.
	Field reflect.Value
}

// Of are the settings of the struct that cfg points to, in its order. A struct that is
// embedded in it has its own among them, and so has a field with the tag only, which
// names those of its settings that count. Fields without a key are none. It panics if
// cfg points to no struct.
func Of(cfg any) []Setting { return some(cfg, nil) }

// some are the settings with the given keys, all of them if there are none.
func some(cfg any, keys []string) []Setting {
	var out []Setting
	v := reflect.ValueOf(cfg).Elem()
	for _, f := range fieldsOf(v.Type()) {
		at := v.Field(f.index)
		switch {
		case f.only != nil:
			out = append(out, some(at.Addr().Interface(), f.only)...)
		case f.embedded:
			out = append(out, some(at.Addr().Interface(), keys)...)
		case keys == nil || slices.Contains(keys, f.Key):
			s := f.Setting
			s.Field = at
			out = append(out, s)
		}
	}
	return out
}

// field is what the tags of a field say: a setting, without its Field, or a struct that
// has settings of its own.
type field struct {
	Setting
	index    int
	embedded bool
	only     []string
}

// fields are the []field by reflect.Type: every command has settings of train.Config, and
// reading their tags each time takes a good part of the program's start.
var fields sync.Map

// fieldsOf reads the tags of a struct.
func fieldsOf(t reflect.Type) []field {
	if known, ok := fields.Load(t); ok {
		return known.([]field)
	}
	var out []field
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get
		only, parted := f.Tag.Lookup("only")
		switch key := tag("yaml"); {
		case parted:
			out = append(out, field{index: i, only: strings.Split(only, ",")})
		case f.Anonymous && f.Type.Kind() == reflect.Struct:
			out = append(out, field{index: i, embedded: true})
		case key != "":
			out = append(out, field{index: i, Setting: Setting{
				Key: key, Help: tag("help"), Value: tag("value"), Short: tag("short"), Group: tag("group"), Comma: tag("comma") != "",
			}})
		}
	}
	fields.Store(t, out)
	return out
}

// Keys are those of train.Config in its order.
func Keys() []string {
	var keys []string
	for _, s := range Of(&train.Config{}) {
		keys = append(keys, s.Key)
	}
	return keys
}

// Field is the field of cfg with the given key. It panics if there is none.
func Field(cfg *train.Config, key string) reflect.Value {
	for _, s := range Of(cfg) {
		if s.Key == key {
			return s.Field
		}
	}
	panic("settings: no setting " + key)
}

// Text is the value of a setting as a flag takes it.
func Text(cfg *train.Config, key string) string {
	if key == "param" {
		return Params{&cfg.Params}.String()
	}
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(Field(cfg, key).Interface()), " ", ","), "[]")
}

// Kind names the type of a setting, as pflag does and Read takes it.
func Kind(v reflect.Value) string {
	switch v.Type() {
	case reflect.TypeFor[time.Duration]():
		return "duration"
	case reflect.TypeFor[Share]():
		return shareKind
	case reflect.TypeFor[Amount]():
		return amountKind
	}
	return v.Kind().String()
}
