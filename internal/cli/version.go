package cli

import (
	_ "embed"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// released and commit are set by the linker in a release.
var released, commit string

// archived names the commit in a tree that git archive made, as the forges' tarballs
// are; in a checkout it is still the pattern that git fills in.
//
//go:embed commit.txt
var archived string

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print version, commit, Go version and platform",
		Example: "  mekiki version\n  mekiki version --json",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			v := versionInfo{version(), commitOf(), runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
			return a.result(v, func(t *table) {
				t.line("%s", versionLine())
			})
		},
	}
}

// versionInfo is the result of version.
type versionInfo struct {
	Version  string `json:"version"`
	Commit   string `json:"commit,omitempty"` // absent where it is not known
	Go       string `json:"go"`
	Platform string `json:"platform"` // system and processor, such as linux/amd64
}

// versionLine is what version and --version print.
func versionLine() string {
	return fmt.Sprintf("mekiki %s, %s, %s/%s", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// version is that of a release or of the module, else the commit that was built.
func version() string {
	if released != "" {
		return released
	}
	info, ok := debug.ReadBuildInfo()
	if v := info.Main.Version; ok && v != "" && v != "(devel)" {
		return v
	}
	c := commitOf()
	if c == "" {
		return "devel"
	}
	changed := ""
	if stamp("vcs.modified") == "true" {
		changed = "+changes"
	}
	return "devel-" + c[:min(12, len(c))] + changed
}

// commitOf is the commit that the program was built from, or "": as the release says,
// as Go found it in the checkout, or as git wrote it into a tarball.
func commitOf() string {
	if commit != "" {
		return commit
	}
	if c := stamp("vcs.revision"); c != "" {
		return c
	}
	if c := strings.TrimSpace(archived); !strings.HasPrefix(c, "$") {
		return c
	}
	return ""
}

// stamp is what Go noted about the build under a key.
func stamp(key string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}
