package cli

import (
	"os"
	"strings"
	"testing"
)

// TestDryRun: it says what would run and leaves nothing behind.
func TestDryRun(t *testing.T) {
	data := tinyData(t)
	t.Chdir(t.TempDir())
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	v := run("train", "--epochs", "4", "--batch", "10", "--layers", "8,4", "--test-size", "0.1", "--val-size", "0.1", "--dry-run", "--json").want(t, exitOK).object(t)
	runs := v["runs"].([]any)[0].(map[string]any)
	// 60 triplets: 6 to test, 6 to validate, 48 to train, so 5 steps of 10; (20+1)*8 + (8+1)*4 weights.
	if runs["items"] != 48.0 || runs["steps_per_epoch"] != 5.0 || runs["epochs"] != 4.0 || runs["parameters"] != 204.0 {
		t.Errorf("%v", runs)
	}
	if e := runs["epoch_seconds"].(float64); !(e > 0) || v["seconds"] != e*4 {
		t.Errorf("%v s an epoch, %v s in all", e, v["seconds"])
	}
	both := run("compare", "--loss", "cosine", "--loss", "euclidean", "--seeds", "3", "--epochs", "4", "--batch", "10", "--layers", "8,4", "--test-size", "0.1", "--val-size", "0.1", "--dry-run", "--json").want(t, exitOK).object(t)
	if list := both["runs"].([]any); len(list) != 2 || list[1].(map[string]any)["count"] != 3.0 || list[1].(map[string]any)["name"] != "euclidean" {
		t.Errorf("%v", both["runs"])
	}
	o := run("tune", "--loss", "combined", "--param", "w_euc=0.1:1", "--budget", "7m", "--batch", "10", "--layers", "8,4", "--dry-run").want(t, exitOK)
	if !strings.Contains(o.out, "7m0s") || !strings.Contains(o.out, "nothing was written") {
		t.Errorf("%s", o.out)
	}
	run("train", "--dry-run", "--resume").want(t, exitUsage, "--resume has no effect")
	run("train", "--dry-run", "--data", "none").want(t, exitFailed, "none")
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
