package study

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"mekiki/internal/lang"
	"mekiki/internal/train"
)

// Job is one run of a study.
type Job struct {
	// Name is the loss, or the number of a trial; Title is the same for people.
	Name   string
	Title  lang.Message
	Config train.Config
	// Key says which run this is, see Origin.key: two jobs with equal keys give
	// bitwise the same outcome.
	Key string
	// Folder is the run's folder below the store's. Jobs that share it are steps of
	// one training, each with more epochs than the one before.
	Folder string
	// File is the name of its outcome in that folder.
	File string
	// KeepModel keeps the model file, KeepCheckpoint the checkpoint, which is
	// removed otherwise once the outcome is safe.
	KeepModel, KeepCheckpoint bool

	// Dir is Folder as a path, and Watch receives the events of training; both
	// are set for the Runner.
	Dir   string
	Watch func(train.Event)
}

// Runner trains and measures one job. It continues the checkpoint in job.Dir
// where there is one, and writes ModelFile there if job.KeepModel is set. It is
// called from several goroutines at once. A run whose training diverges is no
// error but an outcome that says so, for it would diverge again; an error means
// that the run can be tried again.
type Runner func(ctx context.Context, job Job) (*Outcome, error)

// Origin is what a run depends on beside its configuration.
type Origin struct {
	// Purpose tells figures on test data from figures on validation data.
	Purpose string `json:"purpose"`
	// Data and Judge are the fingerprints of the pictures (or triplets) to learn
	// from and of the official test pictures, if there are any.
	Data  string `json:"data"`
	Judge string `json:"judge"`
	// Engine names the arithmetic: the Go kernels round otherwise than the assembly.
	Engine string `json:"engine"`
	// Eye is the SHA-256 of the eye before the network; "" without one.
	Eye string `json:"eye,omitempty"`
}

// key is a SHA-256, in hexadecimal, over all that changes a weight or a figure
// of a run: the configuration without the settings of the machine and without
// paths, for which the fingerprints stand, the origin, and the version of
// Outcome's format.
func (o Origin) key(cfg train.Config) string {
	cfg.Preset, cfg.Data, cfg.Triplets, cfg.Eye, cfg.Sample, cfg.Transpose = "", "", "", "", false, false
	cfg.Size, cfg.Policy, cfg.ROI, cfg.Color, cfg.Object, cfg.TestShare, cfg.Resplit, cfg.SkipBroken = "", "", "", "", "", 0, false, false
	cfg.FalseAccept, cfg.Costs = 0, ""
	cfg.Workers, cfg.Memory, cfg.Chunk, cfg.Dense, cfg.CheckpointEvery = 0, "", 0, false, 0
	b, err := json.Marshal(struct {
		Format int          `json:"format"`
		Origin Origin       `json:"origin"`
		Config train.Config `json:"config"`
	}{outcomeFormat, o, cfg})
	if err != nil {
		panic(fmt.Sprintf("study: a configuration that is no JSON: %v", err)) // Validate refuses NaN
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// folderName is a name that tells people what a run is and is unique by the
// first eight digits of its key: cosine-s3-1f0c9a2b.
func folderName(name string, seed uint64, key string) string {
	return fmt.Sprintf("%s-s%d-%s", slug(name), seed, key[:8])
}

// slug makes a name that every file system takes: letters, digits and hyphens.
func slug(name string) string {
	const longest = 32
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case b.Len() >= longest:
		case r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	if s := strings.Trim(b.String(), "-"); s != "" {
		return s
	}
	return "run"
}
