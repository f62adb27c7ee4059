package cli

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
)

// schemaFolder is docs/schema, found before a test goes to another folder.
var schemaFolder, errSchemaFolder = filepath.Abs(filepath.Join("..", "..", "docs", "schema"))

// committed are the files of docs/schema, by the value of "schema" that they are for.
var committed = sync.OnceValues(func() (map[string]*jsonschema.Resolved, error) {
	out := map[string]*jsonschema.Resolved{}
	if errSchemaFolder != nil {
		return nil, errSchemaFolder
	}
	for _, s := range Schemas() {
		b, err := os.ReadFile(filepath.Join(schemaFolder, s.File()))
		if err != nil {
			return nil, err
		}
		var file jsonschema.Schema
		if err := json.Unmarshal(b, &file); err != nil {
			return nil, err
		}
		if out[s.ID()], err = file.Resolve(nil); err != nil {
			return nil, err
		}
	}
	return out, nil
})

// follows wants an object that begins with its schema and follows it, and gives the
// name of the schema.
func follows(t testing.TB, text string) string {
	t.Helper()
	schemas, err := committed()
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	id, _ := v["schema"].(string)
	switch first := strings.Join(strings.Fields(text[:min(len(text), 30)]), ""); {
	case schemas[id] == nil:
		t.Errorf("schema %q is in no table: %.300s", id, text)
	case !strings.HasPrefix(first, `{"schema":`):
		t.Errorf("schema is not the first field: %.300s", text)
	default:
		if err := schemas[id].Validate(v); err != nil {
			t.Errorf("does not follow %s: %v\n%.3000s", id, err, text)
		}
	}
	return id
}

// TestEveryResultFollowsItsSchema runs every command that prints JSON, and looks at
// the files that it leaves. Every schema must be met.
func TestEveryResultFollowsItsSchema(t *testing.T) {
	data, dir := tinyData(t), t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	model, pictures := in("run/model.safetensors"), []string{"--network", "conv 4; relu; gap; dense 3", "--side", "6", "--json"}
	query := in("x.png")
	save(t, query, func(f *os.File) error { return png.Encode(f, image.NewGray(image.Rect(0, 0, 4, 5))) })
	met := map[string]bool{}
	for _, c := range []struct {
		args  []string
		id    string
		files []string
	}{
		{small(in("run"), "--loss", "combined"), "summary", nil},
		{[]string{"train", "--network", "conv 4 /2; norm; relu; gap; dense 3", "--batch", "30", "--epochs", "2", "--test-size", "0.1", "--val-size", "0.1", "--out", in("cnn"), "--json"}, "summary", nil},
		{[]string{"eval", "--model", model, "--out", in("run"), "--resamples", "20", "--json"}, "summary", []string{"run/report.json"}},
		{[]string{"eval", "--model", in("cnn/model.safetensors"), "--out", in("beside"), "--beside", in("run"), "--json"}, "summary", []string{"beside/report.json"}},
		{[]string{"demo", "--epochs", "1", "--loss", "cosine", "--out", in("demo"), "--json"}, "summary", []string{"demo/report.json"}},
		{[]string{"train", "--epochs", "1", "--layers", "8,4", "--dry-run", "--json"}, "plan", nil},
		{comparing(in("compare"), "--loss", "cosine", "--loss", "manhattan: relu(man_ap - man_an + 1)", "--seeds", "2"), "compare", []string{"compare/compare.json"}},
		{tuningArgs(in("tune")), "tune", []string{"tune/tune.json"}},
		{few(in("analysis")), "analysis", []string{"analysis/analysis.json"}},
		{[]string{"analyze", "--model", model, "--out", in("analysis-model"), "--json"}, "analysis", nil},
		{[]string{"calibrate", "--raw", "--out", in("calibration"), "--protocol", "random", "--triplet-count", "300", "--json"}, "calibration", []string{"calibration/calibration.json"}},
		{[]string{"map", model, "--points", "20", "--out", in("map"), "--json"}, "map-summary", []string{"map/map.json"}},
		{[]string{"data", "info", "--json"}, "data-info", nil},
		{[]string{"data", "fetch", "--json"}, "data-info", nil},
		{[]string{"data", "check", "--model", model, "--resamples", "5", "--out", in("check"), "--json"}, "check", []string{"check/check.json"}},
		{[]string{"data", "triplets", "--out", in("t.npy"), "--json"}, "triplets", nil},
		{[]string{"data", "check", "--triplets", in("t.npy"), "--json"}, "check", nil},
		{[]string{"predict", "--model", model, "--out", in("sheet"), "--json", query}, "predict", []string{"sheet/predict.json"}},
		{[]string{"embed", "--overwrite", "--model", model, "--out", in("e.npy"), "--json"}, "embedding", nil},
		{[]string{"embed", "--overwrite", "--model", in("cnn/model.safetensors"), "--layer", "0", "--out", in("m.npy"), "--json"}, "feature-maps", nil},
		{[]string{"loss", "check", "combined", "--json"}, "loss-check", nil},
		{[]string{"loss", "check", "let w = learn(0.8, 0, 2); relu(w*cos_ap - cos_an)", "--model", model, "--json"}, "loss-check", nil},
		{[]string{"loss", "show", "--json"}, "loss-language", nil},
		{[]string{"model", "show", model, "--json"}, "model", nil},
		{[]string{"model", "show", in("cnn/model.safetensors"), "--json"}, "model", nil},
		{[]string{"model", "export", model, "--onnx", in("m.onnx"), "--json"}, "export", nil},
		{[]string{"inspect", "demo", "--size", "64", "--out", in("inspect-demo"), "--json"}, "inspect-demo", nil},
		{[]string{"inspect", "draw", "--good", "3", "--test-good", "1", "--bad", "2", "--size", "64", "--out", in("parts"), "--json"}, "drawn-parts", []string{"parts/drawn.json"}},
		{[]string{"inspect", "fit", "--good", in("parts/train/good"), "--size", "64x64", "--out", in("part.mekiki"), "--json"}, "inspector-fitted", nil},
		{[]string{"inspect", "learn", in("part.mekiki"), "--bad", in("parts/test/scratch"), "--accept", "--json"}, "inspector-learned", nil},
		{[]string{"inspect", "run", in("part.mekiki"), in("parts/test"), query, "--json"}, "inspected", nil},
		{[]string{"inspect", "run", in("part.mekiki"), in("parts/test"), "--shown", "2", "--out", in("verdicts"), "--json"}, "inspected", []string{"verdicts/verdicts.json"}},
		{[]string{"inspect", "explain", in("part.mekiki"), in("parts/test/good"), query, "--out", in("why"), "--json"}, "inspection-explained", []string{"why/explain.json"}},
		{[]string{"inspect", "analyze", in("part.mekiki"), "--made", "7", "--resamples", "100", "--out", in("distances"), "--json"}, "inspection-distances", []string{"distances/distances.json"}},
		{[]string{"inspect", "test", in("part.mekiki"), "--data", in("parts/test"), "--resamples", "20", "--json"}, "inspector-tested", nil},
		{[]string{"inspect", "show", in("part.mekiki"), "--json"}, "inspector", nil},
		{[]string{"inspect", "test", in("part.mekiki"), "--data", in("parts/test"), "--resamples", "20", "--object", "/(\\d+)", "--out", in("tested"), "--json"}, "inspector-tested", []string{"tested/report.json"}},
		{[]string{"inspect", "thresholds", in("part.mekiki"), "--overkill", "5%", "--json"}, "inspector-thresholds", nil},
		{[]string{"inspect", "compare", "--data", in("parts"), "--good", "2,0", "--good-draws", "2", "--size", "64x64", "--resamples", "100", "--out", in("compared"), "--json"}, "inspect-compared", []string{"compared/compare.json"}},
		{[]string{"serve", "--dir", in("plant"), "--inspector", in("part.mekiki"), "--json"}, "serving", nil},
		{[]string{"station", "verify", in("plant"), "--json"}, "station-verified", nil},
		{[]string{"station", "export", in("plant"), "--out", in("export"), "--json"}, "station-exported", nil},
		{[]string{"station", "backup", in("plant"), "--out", in("plant.sqlite"), "--json"}, "station-backup", nil},
		{[]string{"eye", "show", onnxCase("conv_relu_tapped"), "--tap", "y", "--json"}, "eye", nil},
		{[]string{"eye", "list", "--json"}, "eyes", nil},
		{[]string{"eye", "import", "embedded", "--tap", "block0", "--out", in("eye.onnx"), "--json"}, "eye-imported", nil},
		{[]string{"embed", "--eye", "embedded", "--tap", "block0", "--out", in("eye.npy"), "--json"}, "eye-embedding", nil},
		{[]string{"embed", "--eye", in("eye.onnx"), "--map", "--out", in("eye-maps.npy"), "--json"}, "eye-maps", nil},
		{[]string{"bench", "step", "--layers", "16,8", "--batch", "8", "--warmup", "5", "--rounds", "1", "--json"}, "bench-step", nil},
		{[]string{"bench", "product", "--layers", "8,4", "--inputs", "20", "--json"}, "bench-products", nil},
		{append([]string{"bench", "layers"}, pictures...), "bench-products", nil},
		{append([]string{"bench", "batch", "--batch", "4", "--warmup", "1", "--rounds", "1", "--slice", "1ms"}, pictures...), "bench-batch", nil},
		{append([]string{"bench", "embed", "--pictures", "5", "--rounds", "1", "--singles", "3"}, pictures...), "bench-embed", nil},
		{[]string{"bench", "knn", "--queries", "30", "--gallery", "200", "--dim", "8", "--rounds", "1", "--json"}, "bench-knn", nil},
		{[]string{"bench", "eye", "--size", "64x64", "--singles", "2", "--pictures", "2", "--json"}, "bench-eye", nil},
		{[]string{"bench", "inspect", "--size", "64x64", "--good", "3", "--gallery", "20", "--singles", "2", "--pictures", "2", "--json"}, "bench-inspect", nil},
		{[]string{"version", "--json"}, "version", nil},
	} {
		o := runWith(t, t.Context(), data, c.args...).want(t, exitOK)
		want := "mekiki/" + c.id + "/1"
		if id := follows(t, o.out); id != want {
			t.Errorf("%v: schema %s, want %s", c.args, id, want)
		}
		met[want] = true
		for line := range strings.Lines(o.err) {
			met[follows(t, line)] = true
		}
		for _, name := range c.files {
			b, err := os.ReadFile(in(name))
			if err != nil {
				t.Fatal(err)
			}
			id := follows(t, string(b))
			met[id] = true
			if !slices.Contains([]string{"summary", "map-summary", "drawn-parts"}, c.id) && o.out != string(b) {
				t.Errorf("%v does not print what %s holds", c.args, name)
			}
		}
	}
	outcomes, err := filepath.Glob(in("*/runs/*/outcome*.json"))
	if err != nil || len(outcomes) < 10 {
		t.Fatalf("%d outcomes: %v", len(outcomes), err)
	}
	for _, path := range outcomes {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		met[follows(t, string(b))] = true
	}
	trials, err := os.ReadFile(in("tune/trials.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(trials) {
		met[follows(t, string(line))] = true
	}
	failed := mekiki(t, "train", "--data", in("none"), "--json").want(t, exitFailed)
	if id := follows(t, failed.err); id != "mekiki/event/1" || failed.out != "" {
		t.Errorf("%s: schema %s", failed.err, id)
	}
	met["mekiki/plant/1"] = true // TestStationPlant, which needs a database
	for _, s := range Schemas() {
		if !met[s.ID()] {
			t.Errorf("no command wrote %s", s.ID())
		}
	}
}

// TestSchemasAreUnique: a name or a type that stood twice would be found once.
func TestSchemasAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Schemas() {
		keys := []string{s.Name}
		for _, goType := range s.Types {
			keys = append(keys, goType.String())
		}
		for _, k := range keys {
			if seen[k] {
				t.Errorf("%s stands twice", k)
			}
			seen[k] = true
		}
		if s.Version < 1 || s.About == "" || len(s.Types) == 0 {
			t.Errorf("%+v", s)
		}
	}
}
