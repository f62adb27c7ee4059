package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"mekiki/internal/kernel"
	"mekiki/internal/lang"
	"mekiki/internal/output/s3"
	"mekiki/internal/study"
	"mekiki/internal/train"
	"mekiki/internal/work"
	"mekiki/internal/work/desk"
)

// desk is where the command has its work done: notes and progress of that come here.
func (a *app) desk() *desk.Desk {
	d := desk.New(hearing{a})
	d.Program, d.Machine, d.Command, d.Lang, d.Job = version(), machine().String(), a.commandLine(), a.lang, a.command
	d.Data, d.Cache = a.Getenv("MEKIKI_DATA"), cacheDir()
	d.Bucket = s3.Credentials{Key: a.Getenv("AWS_ACCESS_KEY_ID"), Secret: a.Getenv("AWS_SECRET_ACCESS_KEY"), Token: a.Getenv("AWS_SESSION_TOKEN")}
	return d
}

// hearing tells the user what happens while work is done.
type hearing struct{ app *app }

func (h hearing) Note(format string, args ...any) { h.app.note(format, args...) }

func (h hearing) Took(part string, took time.Duration) {
	h.app.detail("%s: %.2f s, %.0f MiB of memory at the most", lang.Saved(part), took.Seconds(), desk.PeakMemory())
}

func (h hearing) Training() func(train.Event)        { return h.app.watcher() }
func (h hearing) Study(reuse bool) func(study.Event) { return h.app.studyWatcher(reuse) }
func (h hearing) Count(what lang.Message) (func(int, int), func()) {
	return h.app.countProgress(h.app.lang.Say(what))
}

// cacheDir is the user's cache folder for pictures, or "" on a system account
// without one.
func cacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "mekiki", "fashion-mnist")
}

// commandLine repeats the run when typed into a shell.
func (a *app) commandLine() string {
	words := []string{"mekiki"}
	for _, arg := range a.Args {
		words = append(words, work.ShellWord(arg))
	}
	return strings.Join(words, " ")
}

// machine is one line about the computer.
func machine() lang.Message {
	return lang.T("%s/%s, %d cores, %s, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), kernel.Active(), runtime.Version())
}
