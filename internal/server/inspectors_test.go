package server

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestInspectors: also those are listed whose files the station has not, or cannot read, and says so.
func TestInspectors(t *testing.T) {
	r := newRig(t)
	broken := strings.Repeat("cd", 32)
	if err := os.MkdirAll(filepath.Join(r.dir, "inspectors"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.dir, "inspectors", broken+".mekiki"), []byte("none"), 0o666); err != nil {
		t.Fatal(err)
	}
	var list InspectorList
	r.into(t, &list, http.StatusOK, "GET", "/api/v1/inspectors?lang=ja", nil)
	if len(list.Inspectors) != 2 {
		t.Fatalf("%+v", list)
	}
	away, bad := list.Inspectors[0], list.Inspectors[1]
	if away.Hash != strings.Repeat("ab", 32) || away.Here || away.Recipes[0].Product != "grey" || away.Recipes[0].Status != "released" {
		t.Errorf("%+v", away)
	}
	if bad.Hash != broken || !bad.Here || !strings.Contains(bad.Wrong, "検査器") {
		t.Errorf("%+v", bad)
	}
	r.refused(t, http.StatusConflict, "recipe", "GET", "/api/v1/inspectors/"+away.Hash, nil)
	r.refused(t, http.StatusConflict, "recipe", "GET", "/api/v1/inspectors/"+broken+"/difference?before="+away.Hash, nil)
	r.refused(t, http.StatusUnprocessableEntity, "", "GET", "/api/v1/inspectors/"+away.Hash+"/difference", nil)
}
