package cli

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// started is the folder of a station that has run: with a key, a head of today, and the user admin.
func started(t *testing.T) (dir, password string) {
	t.Helper()
	dir = recorded(t)
	var v struct{ User, Password string }
	o := mekiki(t, "serve", "--dir", dir, "--json").want(t, exitOK)
	if err := json.Unmarshal([]byte(o.out), &v); err != nil || v.User != "admin" || len(v.Password) != 19 {
		t.Fatalf("%v, %s", err, o.out)
	}
	return dir, v.Password
}

// TestServeTellsOnce: the first password is told the first time, and where nobody logs in there is none.
func TestServeTellsOnce(t *testing.T) {
	dir, password := started(t)
	if o := mekiki(t, "serve", "--dir", dir).want(t, exitOK); strings.Contains(o.out, "password") || strings.Contains(o.out, password) {
		t.Error(o.out)
	}
	if o := mekiki(t, "serve", "--open", "--dir", t.TempDir()).want(t, exitOK, "no inspector"); strings.Contains(o.out, "first password") || !strings.Contains(o.out, "whoever uses this computer") {
		t.Error(o.out)
	}
	for args, word := range map[string]string{
		"--open --address 0.0.0.0:1":                  "127.0.0.1",
		"--address 0.0.0.0:1":                         "--tls self",
		"--address :8640":                             "--tls self",
		"--tls yes":                                   "self",
		"--tls-cert a.pem":                            "belong together",
		"--tls self --tls-cert a.pem --tls-key b.pem": "exclude",
		"--tls self --plain":                          "plain",
		"--idle 1s":                                   "idle",
		"--address 8640":                              "host and a port",
	} {
		mekiki(t, append([]string{"serve", "--dir", dir}, strings.Fields(args)...)...).want(t, exitUsage, word)
	}
}

// TestStationHead: what was signed is checked again, and a chain that was made anew behind it shows.
func TestStationHead(t *testing.T) {
	dir, _ := started(t)
	if info, err := os.Stat(filepath.Join(dir, "audit.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	file := filepath.Join(t.TempDir(), "head.txt")
	if o := mekiki(t, "station", "head", dir, "--out", file).want(t, exitOK); !strings.Contains(o.out, "BEGIN PUBLIC KEY") {
		t.Error(o.out)
	}
	mekiki(t, "station", "head", dir, "--out", file).want(t, exitFailed, "choose another name")
	if o := mekiki(t, "station", "verify", dir, "--head", file).want(t, exitOK); !strings.Contains(o.out, "2 signed heads") { // that of today, too
		t.Error(o.out)
	}
	other, _ := started(t)
	if o := mekiki(t, "station", "verify", other, "--head", file, "--key", filepath.Join(dir, "audit.pub")).want(t, exitFailed); !strings.Contains(o.out, "noted") {
		t.Error(o.out)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), "row: ", "row: 1", 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	if o := mekiki(t, "station", "verify", dir, "--head", file).want(t, exitFailed); !strings.Contains(o.out, "not that of the station's key") {
		t.Error(o.out)
	}
}

// TestStationExportSigned is checked by the tools that the help names, where they are to be had.
func TestStationExportSigned(t *testing.T) {
	dir, _ := started(t)
	out := filepath.Join(t.TempDir(), "out")
	mekiki(t, "station", "export", dir, "--out", out, "--sign").want(t, exitOK)
	mekiki(t, "station", "export", recorded(t), "--out", filepath.Join(t.TempDir(), "o"), "--sign").want(t, exitFailed, "audit.key")
	check := func(script string) error {
		c := exec.Command("sh", "-c", script)
		c.Dir = out
		return c.Run()
	}
	signature := "openssl pkeyutl -verify -pubin -inkey audit.pub -rawin -in signed.txt -sigfile signed.txt.sig"
	if _, err := exec.LookPath("openssl"); err == nil {
		if err := check(signature); err != nil {
			t.Error(err)
		}
	}
	if _, err := exec.LookPath("sha256sum"); err == nil {
		if err := check("tail -n +6 signed.txt | sha256sum -c"); err != nil {
			t.Error(err)
		}
		if check("echo x >>audit.csv && tail -n +6 signed.txt | sha256sum -c") == nil {
			t.Error("a changed file has its hash")
		}
	}
}

func TestStationPassword(t *testing.T) {
	dir, first := started(t)
	o := mekiki(t, "station", "password", dir, "admin", "--reason", "sato left").want(t, exitOK)
	if !strings.Contains(o.out, "first password") || strings.Contains(o.out, first) {
		t.Error(o.out)
	}
	mekiki(t, "station", "password", dir, "ghost").want(t, exitFailed, "no user \"ghost\"")
	mekiki(t, "station", "password", dir).want(t, exitUsage, "name of a user")
	mekiki(t, "station", "password", t.TempDir(), "admin").want(t, exitFailed, "mekiki serve --dir")
	mekiki(t, "station", "verify", dir).want(t, exitOK)
}
