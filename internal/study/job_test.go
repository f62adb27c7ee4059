package study

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestKeyHoldsWhatMatters changes every field of a configuration in turn.
func TestKeyHoldsWhatMatters(t *testing.T) {
	o := Origin{Purpose: "test", Data: "abc", Judge: "def", Engine: "go"}
	cfg := config(t, "combined")
	base := o.key(cfg)
	// Paths are stood for by fingerprints, the machine changes no bit, a threshold no figure.
	without := []string{"preset", "data", "sample", "transpose", "triplets", "eye", "size", "policy", "roi", "color", "object", "test-share", "resplit", "skip-broken", "memory", "workers", "chunk", "dense", "checkpoint-every", "false-accept", "costs"}
	v := reflect.ValueOf(&cfg).Elem()
	for i := range v.NumField() {
		key := v.Type().Field(i).Tag.Get("yaml")
		field := v.Field(i)
		old := reflect.ValueOf(field.Interface())
		switch field.Kind() {
		case reflect.String:
			field.SetString("other")
		case reflect.Bool:
			field.SetBool(!field.Bool())
		case reflect.Float64:
			field.SetFloat(field.Float() + 0.01)
		case reflect.Int, reflect.Int64:
			field.SetInt(field.Int() + 1)
		case reflect.Uint32, reflect.Uint64:
			field.SetUint(field.Uint() + 1)
		case reflect.Slice:
			if field.Type().Elem().Kind() == reflect.String {
				field.Set(reflect.ValueOf([]string{"other"}))
			} else {
				field.Set(reflect.ValueOf([]int{3, 2}))
			}
		case reflect.Map:
			field.Set(reflect.ValueOf(map[string]float64{"w_cos": 0.123}))
		default:
			t.Fatalf("field %s of kind %s: say here how to change it", key, field.Kind())
		}
		if same := o.key(cfg) == base; same != slices.Contains(without, key) {
			t.Errorf("another %s: the same key %v", key, same)
		}
		field.Set(old)
	}
	for _, other := range []Origin{
		{"validation", "abc", "def", "go", ""}, {"test", "x", "def", "go", ""}, {"test", "abc", "x", "go", ""}, {"test", "abc", "def", "assembly", ""},
		{"test", "abc", "def", "go", "0123"},
	} {
		if other.key(cfg) == base {
			t.Errorf("%v has the key of %v", other, o)
		}
	}
}

func TestFolderName(t *testing.T) {
	for name, want := range map[string]string{
		"cosine":                         "cosine-s3-0123abcd",
		"0.8*relu(cos_ap - cos_an + .4)": "0-8-relu-cos-ap-cos-an-4-s3-0123abcd",
		"目利き / ..\\":                     "run-s3-0123abcd",
		strings.Repeat("a", 300):         strings.Repeat("a", 32) + "-s3-0123abcd",
	} {
		if got := folderName(name, 3, "0123abcdef"); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}
