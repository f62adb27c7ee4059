package walk

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// locked keeps the station from writing its records, as a program does that has its database open, until
// let is called.
func locked(t *testing.T, plant string) (let func()) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(plant, "station.sqlite-shm"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	const writing = 120 // the byte by which SQLite locks who writes to the WAL
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Whence: io.SeekStart, Start: writing, Len: 1}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_SETLKW, &lock); err != nil {
		t.Fatal(err)
	}
	return func() { f.Close() }
}

// back brings a station that has an error, or was halted, back to judging by buttons alone: two presses.
func back(t *testing.T, chrome context.Context, s *station, plant string) {
	p := open(t, chrome, s, "/?lang=en")
	p.says("#control", "Each part that comes is judged.")
	let := locked(t, plant)
	p.says("#control", "No parts are judged. End the cause of the alarm")
	p.says("#alarms .alarm", "results cannot be stored")
	p.until(`document.getElementById("verdict").classList.contains("past")`)
	p.accessible("error")
	let()
	p.press("Confirm all alarms")
	p.says("#control", "No parts are judged yet.")
	p.says("#alarms .alarm.seen", "seen by")
	p.press("Start judging")
	judges(p, "Each part that comes is judged.")

	// What stops the line is asked for once more, and can be left.
	p.press("Stop judging")
	p.click(named("dialog button", "Cancel"))
	p.until(`!document.querySelector("dialog")`)
	judges(p, "Each part that comes is judged.")
	p.press("Other commands")
	p.accessible("commands")
	p.keys(kb.Escape)
	p.until(`!document.querySelector("dialog")`)

	ja := open(t, chrome, s, "/engineer?lang=ja")
	ja.press("その他の操作")
	ja.click(named("dialog button", "ステーションを停止する"))
	ja.fill("dialog input[name=reason]", "lamp")
	ja.accessible("halt")
	ja.click(named("dialog button.danger", "ステーションを停止する"))
	ja.says("#control", "人の操作で停止しました")
	ja.press("リセットする")
	ja.says("#control", "まだ判定していません")
	ja.accessible("started")
	ja.press("判定を開始する")
	judges(ja, "流れてくる部品をすべて判定しています。")
	ja.visit("/admin?lang=ja")
	ja.choose("section[aria-labelledby=audit] select", "what=command")
	ja.says("section[aria-labelledby=audit] tbody", "lamp")
}

// judges waits until a part is judged after the station says that it judges.
func judges(p *page, says string) {
	p.Helper()
	p.says("#control", says)
	before := p.evaluate("results", newest)
	for end := time.Now().Add(limit); p.evaluate("results", newest) == before; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			p.Fatal("no part is judged")
		}
	}
}

// newest is the number of the newest part that has a verdict.
const newest = `(async () => String((await (await fetch("/api/v1/results?limit=1&verdict=OK,NG,REVIEW")).json()).results[0]?.trigger ?? 0))()`
