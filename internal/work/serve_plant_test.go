package work

import (
	"strings"
	"testing"
)

// TestPlantIsShown without the password, which must not come into the audit with the settings.
func TestPlantIsShown(t *testing.T) {
	c := PlantConfig{Plant: "postgres://station:geheim@db.example/mekiki?password=geheim&sslmode=disable"}
	if err := c.check(); err != nil || c.shown().Plant != "postgres://station@db.example:5432/mekiki" {
		t.Errorf("%v, %+v", err, c.shown())
	}
	c.Plant = "postgres://station:geheim@db.example:x/mekiki"
	if err := c.check(); err == nil || strings.Contains(err.Error(), "geheim") {
		t.Errorf("%v", err)
	}
	if s, err := (&PlantConfig{}).sender(nil, "", ""); s != nil || err != nil {
		t.Errorf("%v, %v", s, err)
	}
}
