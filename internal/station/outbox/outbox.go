package outbox

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/record"
)

// WhatHook is the What of entries in the audit that tell of a hook.
const WhatHook = "webhook"

// Errors of hooks.
var (
	ErrNone    = lang.Errorf("there is no such webhook")
	ErrTooMany = lang.Errorf("a station has %d webhooks at most; remove one that is not needed", mostHooks)
)

// AddressError is what is wrong with an address or with what it should hear of.
type AddressError struct{ Err error }

func (e *AddressError) Error() string { return e.Err.Error() }
func (e *AddressError) Unwrap() error { return e.Err }

// mostHooks is how many a station may have: each costs a goroutine and a connection.
const mostHooks = 20

// Message is what a hook is told: an event, under an ID that no other station gives.
type Message struct {
	ID        string          `json:"id" doc:"also in the header webhook-id: the same whenever the message is sent again, and of no other message of any station"`
	Type      string          `json:"type" doc:"result, late, review, state, alarm, shadow, recipe; test for a message that an admin asked for"`
	Timestamp time.Time       `json:"timestamp" doc:"when it happened"`
	Station   string          `json:"station"`
	Data      json.RawMessage `json:"data"`
}

// Store keeps hooks and where receivers are. Errors are in a user's words.
type Store interface {
	Events
	// Identity is a text that no other station has.
	Identity(ctx context.Context) (string, error)
	Hooks(ctx context.Context) ([]Hook, error)
	// PutHook adds a hook without an ID, which begins behind the last event, or replaces the one with
	// its ID; one that is removed has no place in the events any more. The entry gets Subject and Record
	// from the store.
	PutHook(h Hook, e audit.Entry) (Hook, error)
	// Sent are the last events that receivers have, by their names.
	Sent(ctx context.Context) (map[string]int64, error)
	// DropReceiver forgets where one is, so that events are not kept for it.
	DropReceiver(receiver string) error
	Note(e audit.Entry, kind string, body any) error
}

// Config is what an outbox is made of. All but Plant and Bucket must be set.
type Config struct {
	Store   Store
	Station string // its name
	Now     func() time.Time
	// Post sends a message to an address, signed with the secret.
	Post func(ctx context.Context, address string, secret []byte, m Message) error
	// Plant is the database of a plant, Bucket where copies of pictures go; nil for none.
	Plant  Plant
	Bucket Bucket
	// Raise raises an alarm; cause is the same while the words differ by how long it stands already.
	Raise func(kind, cause string, text lang.Message)
}

// Plant is a receiver that remembers what it has.
type Plant interface {
	// Name is what an alarm calls it.
	Name() string
	// Begin makes sure that it has all that was before the event that it gives.
	Begin(ctx context.Context) (last int64, err error)
	Take(ctx context.Context, list []record.Event) error
	Close()
}

// Bucket takes what the station keeps of the pictures of results.
type Bucket interface {
	// Name is what an alarm calls it, and tells it from others.
	Name() string
	// Begin makes sure that it has all that was before the event that it gives; sent is the last one
	// that it has.
	Begin(ctx context.Context, sent int64) (last int64, err error)
	// Take says how many of the first events it has now.
	Take(ctx context.Context, list []record.Event) (int, error)
	Close()
}

// The kinds of alarms.
const (
	AlarmWebhook = "webhook" // an address does not take what it should hear of
	AlarmPlant   = "plant"   // nor does the plant's database
	AlarmBucket  = "bucket"  // nor does the bucket take pictures
)

// patience is how old an event may get before an alarm says that it was not sent; watch is how often
// that is looked at, which keeps the alarm up.
const (
	patience = time.Minute
	watch    = 15 * time.Second
)

// plant is the name of its receiver, bucket how that of a bucket begins: another one has other pictures.
const (
	plant  = "plant"
	bucket = "bucket "
)

// Outbox sends until it is closed. Any number of goroutines may use it.
type Outbox struct {
	cfg  Config
	id   string // of the station
	pace pace
	ctx  context.Context
	end  context.CancelFunc
	work sync.WaitGroup

	mu    sync.Mutex
	hooks map[int64]*running
	plant *forwarder
	// bucket is nil without one.
	bucket *forwarder
}

// running is a hook to which events go.
type running struct {
	Hook
	*forwarder
	end   context.CancelFunc
	ended chan struct{}
}

// Open begins to send to the hooks that are stored, and to the plant.
func Open(ctx context.Context, cfg Config) (*Outbox, error) { return open(ctx, cfg, usual) }

func open(ctx context.Context, cfg Config, p pace) (*Outbox, error) {
	o := &Outbox{cfg: cfg, pace: p, hooks: map[int64]*running{}}
	var err error
	if o.id, err = cfg.Store.Identity(ctx); err != nil {
		return nil, err
	}
	hooks, err := cfg.Store.Hooks(ctx)
	if err != nil {
		return nil, err
	}
	sent, err := cfg.Store.Sent(ctx)
	if err != nil {
		return nil, err
	}
	if cfg.Plant == nil {
		if err := cfg.Store.DropReceiver(plant); err != nil {
			return nil, err
		}
	}
	o.ctx, o.end = context.WithCancel(context.WithoutCancel(ctx))
	for _, h := range hooks {
		if h.Removed.IsZero() {
			o.begin(h, sent[h.Receiver()])
		}
	}
	if cfg.Plant != nil {
		o.plant = &forwarder{
			name: plant, events: cfg.Store, pace: p, now: cfg.Now, begin: cfg.Plant.Begin, marked: sent[plant], stand: Standing{Sent: sent[plant]},
			wants: func(kind string) bool { return kind != record.EventKept },
			send: func(ctx context.Context, list []record.Event) (int, error) {
				return took(list, cfg.Plant.Take(ctx, list))
			},
		}
		o.plant.lost = func(int64, int64) {} // Begin has given them
		o.work.Go(func() { o.plant.run(o.ctx) })
	}
	if err := o.openBucket(sent); err != nil {
		o.Close()
		return nil, err
	}
	o.work.Go(o.watch)
	return o, nil
}

// openBucket begins to send pictures. Buckets of before are forgotten.
func (o *Outbox) openBucket(sent map[string]int64) error {
	name := ""
	if o.cfg.Bucket != nil {
		name = bucket + o.cfg.Bucket.Name()
	}
	for old := range sent {
		if !strings.HasPrefix(old, bucket) || old == name {
			continue
		}
		if err := o.cfg.Store.DropReceiver(old); err != nil {
			return err
		}
	}
	if name == "" {
		return nil
	}
	f := &forwarder{
		name: name, events: o.cfg.Store, pace: o.pace, now: o.cfg.Now, marked: sent[name], stand: Standing{Sent: sent[name]},
		wants: func(kind string) bool { return kind == record.EventResult || kind == record.EventKept },
		send:  o.cfg.Bucket.Take,
	}
	f.begin = func(ctx context.Context) (int64, error) { return o.cfg.Bucket.Begin(ctx, f.standing().Sent) }
	f.lost = func(int64, int64) {} // Begin has sent theirs
	o.bucket = f
	o.work.Go(func() { f.run(o.ctx) })
	return nil
}

func took(list []record.Event, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	return len(list), nil
}

// Close ends sending. What was not sent is sent when the station runs again.
func (o *Outbox) Close() {
	o.end()
	o.work.Wait()
	o.mu.Lock()
	list := slices.Collect(maps.Values(o.hooks))
	o.mu.Unlock()
	for _, r := range list {
		<-r.ended
	}
	if o.cfg.Plant != nil {
		o.cfg.Plant.Close()
	}
	if o.cfg.Bucket != nil {
		o.cfg.Bucket.Close()
	}
}

// begin starts to send to a hook, behind an event.
func (o *Outbox) begin(h Hook, sent int64) {
	r := &running{Hook: h, ended: make(chan struct{})}
	r.forwarder = &forwarder{
		name: h.Receiver(), events: o.cfg.Store, pace: o.pace, now: o.cfg.Now, marked: sent, stand: Standing{Sent: sent}, wants: h.wants,
		send: func(ctx context.Context, list []record.Event) (int, error) {
			return took(list[:1], o.cfg.Post(ctx, h.URL, h.Secret, o.message(list[0])))
		},
		lost: func(from, to int64) { o.noteLost(h, from, to) },
	}
	var ctx context.Context
	ctx, r.end = context.WithCancel(o.ctx)
	o.mu.Lock()
	o.hooks[h.ID] = r
	o.mu.Unlock()
	go func() {
		defer close(r.ended)
		r.run(ctx)
	}()
}

func (o *Outbox) message(e record.Event) Message {
	return Message{ID: o.id + "-" + strconv.FormatInt(e.ID, 10), Type: e.Kind, Timestamp: e.At, Station: o.cfg.Station, Data: e.Body}
}

// noteLost puts into the audit what a hook will never hear of.
func (o *Outbox) noteLost(h Hook, from, to int64) {
	text := lang.T("the webhook at %s was away too long: events %d to %d were forgotten before they were sent", host(h.URL), from, to)
	o.cfg.Raise(AlarmWebhook, text.String(), text)
	_ = o.cfg.Store.Note(o.entry("station", WhatHook+" lost", "", text.String()), "", nil) // the alarm has said it
}

func (o *Outbox) entry(who, what, now, reason string) audit.Entry {
	return audit.Entry{At: record.Moment(o.cfg.Now()), Who: who, Station: o.cfg.Station, What: what, New: now, Reason: reason}
}

// Add adds a hook that hears of events of some kinds from now on. The secret, with which each
// message is signed, is given this once. *AddressError: what is wrong with it.
func (o *Outbox) Add(who, address string, kinds []string, reason string) (h Hook, secret string, err error) {
	address, err = checked(address)
	if err != nil {
		return h, "", &AddressError{err}
	}
	kinds = slices.Compact(slices.Sorted(slices.Values(kinds)))
	for _, k := range kinds {
		if !slices.Contains(Kinds(), k) {
			return h, "", &AddressError{lang.Errorf("there are no events of the kind %q", k)}
		}
	}
	if len(kinds) == 0 {
		return h, "", &AddressError{lang.Errorf("a webhook needs one kind of event at least")}
	}
	o.mu.Lock()
	n := len(o.hooks)
	o.mu.Unlock()
	if n >= mostHooks {
		return h, "", ErrTooMany
	}
	h = Hook{URL: address, Kinds: kinds, Secret: newSecret(), Who: who, Made: record.Moment(o.cfg.Now())}
	last, _ := o.cfg.Store.Changed()
	if h, err = o.cfg.Store.PutHook(h, o.entry(who, WhatHook, Shown(address)+", "+strings.Join(kinds, ","), reason)); err != nil {
		return h, "", err
	}
	o.begin(h, last)
	h.URL = Shown(h.URL)
	return h, secretText(h.Secret), nil
}

// Remove ends a hook for good. What it has not heard of it will not.
func (o *Outbox) Remove(who string, id int64, reason string) error {
	o.mu.Lock()
	r := o.hooks[id]
	delete(o.hooks, id)
	o.mu.Unlock()
	if r == nil {
		return ErrNone
	}
	r.end()
	<-r.ended
	h := r.Hook
	e := o.entry(who, WhatHook, "removed", reason)
	e.Old = Shown(h.URL) + ", " + strings.Join(h.Kinds, ",")
	h.Removed, h.Secret = e.At, nil
	if _, err := o.cfg.Store.PutHook(h, e); err != nil {
		o.begin(r.Hook, r.standing().Sent) // it is there still
		return err
	}
	return nil
}

// Test sends a hook a message of the type test, now and past all that waits.
func (o *Outbox) Test(ctx context.Context, who string, id int64) error {
	o.mu.Lock()
	r := o.hooks[id]
	o.mu.Unlock()
	if r == nil {
		return ErrNone
	}
	now := record.Moment(o.cfg.Now())
	data, err := json.Marshal(map[string]string{"who": who})
	if err != nil {
		return err
	}
	return o.cfg.Post(ctx, r.URL, r.Secret, Message{ID: o.id + "-test-" + strconv.FormatInt(now.UnixMicro(), 10), Type: "test", Timestamp: now, Station: o.cfg.Station, Data: data})
}

// HookStanding is a hook and how it stands with it. Its address is without what may be secret.
type HookStanding struct {
	Hook
	Standing
}

// List are the hooks that were not removed, the newest first.
func (o *Outbox) List() []HookStanding {
	o.mu.Lock()
	defer o.mu.Unlock()
	list := []HookStanding{}
	for _, r := range o.hooks {
		h := HookStanding{r.Hook, r.standing()}
		h.URL = Shown(h.URL)
		list = append(list, h)
	}
	slices.SortFunc(list, func(a, b HookStanding) int { return cmp.Compare(b.ID, a.ID) })
	return list
}

// Receivers is how it stands with each receiver, by its name.
func (o *Outbox) Receivers() map[string]Standing {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := map[string]Standing{}
	for _, r := range o.hooks {
		all[r.name] = r.standing()
	}
	if o.plant != nil {
		all[plant] = o.plant.standing()
	}
	if o.bucket != nil {
		all["bucket"] = o.bucket.standing()
	}
	return all
}

// watch raises alarms for what waits too long.
func (o *Outbox) watch() {
	tick := time.NewTicker(watch)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			o.look(o.cfg.Now())
		case <-o.ctx.Done():
			return
		}
	}
}

// look raises an alarm for each kind of receiver of which one waits too long: the one that waits longest. One
// that catches up takes events that are old, and does not wait.
func (o *Outbox) look(now time.Time) {
	late := func(s Standing) bool {
		return !s.Oldest.IsZero() && now.Sub(s.Oldest) > patience && (s.Failed > 0 || now.Sub(s.moved) > patience)
	}
	var worst *HookStanding
	for _, h := range o.List() {
		if late(h.Standing) && (worst == nil || h.Oldest.Before(worst.Oldest)) {
			worst = &h
		}
	}
	if worst != nil {
		o.cfg.Raise(AlarmWebhook, host(worst.URL), lang.T("the webhook at %s has not taken events for %v: %s", host(worst.URL), since(now, worst.Oldest), why(worst.Standing)))
	}
	if o.plant != nil {
		if s := o.plant.standing(); late(s) {
			o.cfg.Raise(AlarmPlant, o.cfg.Plant.Name(), lang.T("the plant's database %s has not taken events for %v: %s", o.cfg.Plant.Name(), since(now, s.Oldest), why(s)))
		}
	}
	if o.bucket != nil {
		if s := o.bucket.standing(); late(s) {
			o.cfg.Raise(AlarmBucket, o.cfg.Bucket.Name(), lang.T("the bucket %s has not taken pictures for %v: %s", o.cfg.Bucket.Name(), since(now, s.Oldest), why(s)))
		}
	}
}

func since(now, then time.Time) time.Duration { return now.Sub(then).Round(time.Second) }

func why(s Standing) string {
	if s.Error == "" {
		return "…" // it does not answer
	}
	return s.Error
}
