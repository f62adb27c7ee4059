package pictures

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path"
	"strings"
	"sync"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/record"
)

// Disk is what a Keeper needs of a folder; an *os.Root is one.
type Disk interface {
	MkdirAll(name string, perm os.FileMode) error
	WriteFile(name string, data []byte, perm os.FileMode) error
	ReadFile(name string) ([]byte, error)
	Rename(old, name string) error
	Remove(name string) error
	RemoveAll(name string) error
	Stat(name string) (os.FileInfo, error)
	FS() fs.FS
}

// Picture is a picture to keep. Heat, if not nil, draws its heat map, a PNG; it is called
// when the picture is written.
type Picture struct {
	ID
	Data []byte
	Heat func() []byte
}

// ID says which picture it is. At is when it came, Picture the SHA-256 of the file, Format its
// kind, such as PNG. Inspector is the SHA-256 of who drew the heat map.
type ID struct {
	At                         time.Time
	Picture, Format, Inspector string
}

// IDOf is the picture of a result.
func IDOf(r record.Result) ID {
	return ID{At: r.At, Picture: r.Picture, Format: r.Format, Inspector: r.Inspector}
}

// Errors of reading.
var (
	ErrNotKept = lang.Errorf("the picture is not kept any more, or never was: the station keeps those of NG and REVIEW, and some of OK")
	ErrDamaged = lang.Errorf("the picture was changed on the disk: its content does not have the hash that the result has")
)

// waiting is how many pictures may wait to be written.
const waiting = 64

// Keeper keeps pictures in a folder. Any number of goroutines may use it.
type Keeper struct {
	disk   Disk
	policy Policy
	hear   Listener
	queue  chan numbered
	done   chan struct{}

	mu     sync.Mutex
	closed bool
	last   int64            // the newest number of a picture that may come
	coming map[int64]bool   // those that may, and those that wait to be written
	hours  map[string]int64 // folder of an hour, bytes in it
}

// Listener hears what happens, on the goroutines of a Keeper.
type Listener struct {
	// Failed is told that a picture could not be written, Lost that too many waited,
	// Removed how much the policy took away, and up to which hour.
	Failed  func(err error)
	Lost    func()
	Removed func(hours int, bytes int64, last string)
}

// Open keeps pictures in a folder. Close ends it.
func Open(disk Disk, p Policy, hear Listener) *Keeper {
	k := &Keeper{disk: disk, policy: p, hear: hear, queue: make(chan numbered, waiting), done: make(chan struct{}), hours: map[string]int64{}, coming: map[int64]bool{}}
	go k.write()
	return k
}

// numbered is a picture with its number among those that may come.
type numbered struct {
	Picture
	number int64
}

// Put takes a picture to be written, and never waits: where too many wait already it is lost.
func (k *Keeper) Put(p Picture) { k.Expect().Put(p) }

// Expected is a picture that may come. Settle waits until it was put and is written, or is dropped: one of
// both must come. It holds for who must not miss a picture whose record is known before the picture is put.
type Expected struct {
	keeper *Keeper
	number int64
}

// Expect is for a picture that may come.
func (k *Keeper) Expect() Expected {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.last++
	k.coming[k.last] = true
	return Expected{k, k.last}
}

// Put is the Put of a Keeper.
func (e Expected) Put(p Picture) {
	k := e.keeper
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.closed {
		select {
		case k.queue <- numbered{p, e.number}:
			return
		default:
			k.hear.Lost()
		}
	}
	delete(k.coming, e.number)
}

// Drop says that it does not come.
func (e Expected) Drop() { e.keeper.settled(e.number) }

func (k *Keeper) settled(number int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.coming, number)
}

// settling is how often Settle looks.
const settling = 20 * time.Millisecond

// Settle returns when pictures that were expected or put before are written, or will not be.
func (k *Keeper) Settle(ctx context.Context) error {
	k.mu.Lock()
	last := k.last
	k.mu.Unlock()
	tick := time.NewTicker(settling)
	defer tick.Stop()
	for !k.settledTo(last) {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// settledTo says whether nothing may come up to a number.
func (k *Keeper) settledTo(last int64) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	for number := range k.coming {
		if number <= last {
			return false
		}
	}
	return true
}

// Close writes what waits.
func (k *Keeper) Close() {
	k.mu.Lock()
	if !k.closed {
		k.closed = true
		close(k.queue)
	}
	k.mu.Unlock()
	<-k.done
}

func (k *Keeper) write() {
	defer close(k.done)
	for p := range k.queue {
		err := k.file(p.hour()+p.PictureName(), func() []byte { return p.Data })
		if err == nil && p.Heat != nil {
			err = k.file(p.hour()+p.HeatName(), p.Heat)
		}
		if err != nil {
			k.hear.Failed(err)
		}
		k.settled(p.number)
	}
}

// file writes a file that is not there yet, whole or not at all.
func (k *Keeper) file(name string, data func() []byte) error {
	if _, err := k.disk.Stat(name); err == nil {
		return nil // the same bytes in the same hour
	}
	content := data()
	if len(content) == 0 {
		return nil
	}
	folder := path.Dir(name)
	if err := k.disk.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	part := name + ".part"
	if err := k.disk.WriteFile(part, content, 0o666); err != nil {
		_ = k.disk.Remove(part) // whatever room it took
		return err
	}
	if err := k.disk.Rename(part, name); err != nil {
		return err
	}
	k.mu.Lock()
	k.hours[folder] += int64(len(content))
	k.mu.Unlock()
	return nil
}

// Read reads a picture. Its content is held against the hash.
func (k *Keeper) Read(id ID) ([]byte, error) {
	b, err := k.disk.ReadFile(id.hour() + id.PictureName())
	switch sum := sha256.Sum256(b); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrNotKept
	case err != nil:
		return nil, err
	case hex.EncodeToString(sum[:]) != id.Picture:
		return nil, ErrDamaged
	}
	return b, nil
}

// Heat reads the heat map of a picture.
func (k *Keeper) Heat(id ID) ([]byte, error) {
	b, err := k.disk.ReadFile(id.hour() + id.HeatName())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotKept
	}
	return b, err
}

// hourFormat names folders: a folder a day, in it one an hour.
const hourFormat = "2006-01-02/15"

// PictureName is what a picture is called: its SHA-256 and its kind, such as 9f86….png.
func (id ID) PictureName() string { return id.Picture + "." + strings.ToLower(id.Format) }

// HeatName is what its heat map is called. It has the inspector in it: another one draws another map.
func (id ID) HeatName() string {
	return id.Picture + "-" + id.Inspector[:min(12, len(id.Inspector))] + "-heat.png"
}

// hour is the folder of a picture.
func (id ID) hour() string { return id.At.UTC().Format(hourFormat) + "/" }
