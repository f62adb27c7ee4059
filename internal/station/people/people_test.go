package people_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"mekiki/internal/station/people"
	"mekiki/internal/station/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rig is people in a store, with a clock that is set by hand.
type rig struct {
	*people.People
	t   *testing.T
	db  *store.Store
	dir string
	mu  sync.Mutex
	now time.Time
}

func newRig(t *testing.T) *rig {
	r := &rig{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)}
	r.open()
	t.Cleanup(func() { r.db.Close() })
	return r
}

func (r *rig) open() {
	r.t.Helper()
	var err error
	if r.db, err = store.Open(r.t.Context(), r.dir); err != nil {
		r.t.Fatal(err)
	}
	r.People, err = people.Open(r.t.Context(), people.Config{Store: r.db, Station: "s1", Now: r.clock, Cost: people.Cost{KiB: 64, Passes: 1}})
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) later(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
}

// user makes a user with a password that is the user's own.
func (r *rig) user(name string, roles ...people.Role) (password string) {
	r.t.Helper()
	first, err := r.Add("admin", name, roles, "new")
	if err != nil {
		r.t.Fatal(err)
	}
	token := r.in(name, first)
	password = "correct horse " + strings.Repeat("x", 5)
	if err := r.ChangePassword(r.t.Context(), token, first, password, "1.1.1.1"); err != nil {
		r.t.Fatal(err)
	}
	return password
}

func (r *rig) in(name, password string) (token string) {
	r.t.Helper()
	token, err := r.LogIn(r.t.Context(), name, password, "1.1.1.1")
	if err != nil {
		r.t.Fatal(err)
	}
	return token
}

func (r *rig) out(name, password, from string, want error) {
	r.t.Helper()
	if _, err := r.LogIn(r.t.Context(), name, password, from); !errors.Is(err, want) {
		r.t.Errorf("%s from %s: %v, want %v", name, from, err, want)
	}
}

// audited are the rows as one text each.
func (r *rig) audited() (list []string) {
	for row, err := range r.db.Audit(r.t.Context()) {
		if err != nil {
			r.t.Fatal(err)
		}
		list = append(list, fmt.Sprintf("%s %s %s: %s > %s (%s)", row.Who, row.What, row.Subject, row.Old, row.New, row.Reason))
	}
	return list
}

func TestFirst(t *testing.T) {
	r := newRig(t)
	name, first, err := r.First()
	if name != "admin" || len(first) != 19 || err != nil {
		t.Fatalf("%s, %q, %v", name, first, err)
	}
	if _, again, _ := r.First(); again != "" {
		t.Error("a second first password")
	}
	token := r.in(" Admin", first)
	u, ok := r.Check(token)
	if !ok || !u.Change || !u.Roles.Any(people.Auditor) {
		t.Errorf("%+v, %v", u, ok)
	}
	for _, bad := range []string{"short", "aaaaaaaaaaaa", "ああああああああああ", "0123456789", "the admin is me", first, "Password12345"} {
		if r.ChangePassword(t.Context(), token, first, bad, "1.1.1.1") == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	if err := r.ChangePassword(t.Context(), token, "wrong", "correct horse battery", "1.1.1.1"); !errors.Is(err, people.ErrWrong) {
		t.Error(err)
	}
	if err := r.ChangePassword(t.Context(), token, first, "correct horse battery", "1.1.1.1"); err != nil {
		t.Fatal(err)
	}
	if u, ok := r.Check(token); !ok || u.Change {
		t.Errorf("%+v, %v", u, ok)
	}
	r.out("admin", first, "2.2.2.2", people.ErrWrong)
	r.in("admin", "correct horse battery")
}

// TestLock: five wrong passwords lock a user, from wherever they come; time unlocks, and so does
// a reset.
func TestLock(t *testing.T) {
	r := newRig(t)
	password := r.user("sato", people.Operator)
	for i := range 5 {
		r.out("sato", "wrong", fmt.Sprint("2.2.2.", i), people.ErrWrong)
	}
	r.out("sato", password, "1.1.1.1", people.ErrWrong)
	r.later(16 * time.Minute)
	r.in("sato", password)
	for i := range 5 {
		r.out("sato", "wrong", fmt.Sprint("3.2.2.", i), people.ErrWrong)
	}
	first, err := r.Reset("admin", "sato", "forgot it")
	if err != nil {
		t.Fatal(err)
	}
	r.out("sato", password, "1.1.1.1", people.ErrWrong)
	r.in("sato", first)
}

// TestClock: set back or forward, no session goes on for longer than it may, none ends for less
// than it may be idle, and no user stays locked.
func TestClock(t *testing.T) {
	for _, by := range []int{-1, 1} {
		minutes := func(n int) time.Duration { return time.Duration(by*n) * time.Minute }
		const year = 365 * 24 * 60
		r := newRig(t)
		password := r.user("sato", people.Engineer)
		token := r.in("sato", password)
		r.later(minutes(20))
		if _, ok := r.Check(token); !ok {
			t.Errorf("20 minutes times %d ended a session", by)
		}
		r.later(minutes(20 * year))
		if _, ok := r.Check(token); ok {
			t.Errorf("20 years times %d ended no session", by)
		}
		for range 5 {
			r.out("sato", "wrong", "2.2.2.2", people.ErrWrong)
		}
		r.out("sato", password, "1.1.1.1", people.ErrWrong)
		r.later(minutes(year))
		token = r.in("sato", password)
		r.Active(token)
		if c, err := r.db.Verify(t.Context()); err != nil || len(c.Findings) > 0 {
			t.Errorf("%+v, %v", c, err)
		}
	}
}

// TestAddress: an address has ten tries, whatever the names; it gets them back with time.
func TestAddress(t *testing.T) {
	r := newRig(t)
	password := r.user("sato", people.Operator)
	for i := range 10 {
		r.out(fmt.Sprint("n", i), "wrong", "6.6.6.6", people.ErrWrong)
	}
	r.out("sato", password, "6.6.6.6", people.ErrTooMany)
	r.in("sato", password) // from elsewhere
	r.later(time.Minute)
	r.out("x", "wrong", "6.6.6.6", people.ErrWrong)
	r.later(5 * time.Minute)
	if _, err := r.LogIn(t.Context(), "sato", password, "6.6.6.6"); err != nil {
		t.Error(err)
	}
}

// TestSession: ends when idle, when logged out, with its roles, and outlives a restart.
func TestSession(t *testing.T) {
	r := newRig(t)
	operator, engineer := r.user("op", people.Operator), r.user("eng", people.Engineer, people.Operator)
	a, b := r.in("op", operator), r.in("eng", engineer)
	check := func(what, token string, want bool) {
		t.Helper()
		if _, ok := r.Check(token); ok != want {
			t.Errorf("%s: %v", what, ok)
		}
	}
	check("nobody", "", false)
	r.later(25 * time.Minute)
	r.Active(b)
	r.later(25 * time.Minute)
	check("active", b, true)
	r.db.Close()
	r.open()
	check("after a restart", b, true)
	r.later(31 * time.Minute)
	check("idle engineer", b, false)
	check("operator who watches", a, true)
	r.later(12 * time.Hour)
	check("after the shift", a, false)

	a, b = r.in("op", operator), r.in("op", operator)
	if people.CSRF(a) == people.CSRF(b) || people.CSRF(a) == "" {
		t.Error("CSRF tokens")
	}
	if err := r.LogOut(a, "1.1.1.1"); err != nil {
		t.Error(err)
	}
	check("logged out", a, false)
	check("the other one", b, true)
	if _, err := r.Set("admin", "op", []people.Role{people.Engineer}, false, ""); err != nil {
		t.Error(err)
	}
	check("other roles", b, false)
	b = r.in("op", operator)
	if _, err := r.Set("admin", "op", []people.Role{people.Engineer}, true, "left"); err != nil {
		t.Error(err)
	}
	check("disabled", b, false)
	r.out("op", operator, "1.1.1.1", people.ErrWrong)
	if list, err := r.db.Sessions(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("left: %v, %v", list, err)
	}
}

func TestUsersAreRefused(t *testing.T) {
	r := newRig(t)
	if _, _, err := r.First(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "a b", "station", "a\nb", strings.Repeat("x", 61), "<b>"} {
		if _, err := r.Add("admin", name, []people.Role{people.Operator}, ""); err == nil {
			t.Errorf("%q was taken", name)
		}
	}
	if _, err := r.Add("admin", "佐藤", []people.Role{people.Operator}, ""); err != nil {
		t.Error(err)
	}
	if _, err := r.Add("admin", "佐藤", []people.Role{people.Operator}, ""); !errors.Is(err, people.ErrThere) {
		t.Error(err)
	}
	if _, err := r.Add("admin", "b", []people.Role{"king"}, ""); err == nil {
		t.Error("a king")
	}
	if _, err := r.Set("admin", "admin", []people.Role{people.Operator}, false, ""); !errors.Is(err, people.ErrLastAdmin) {
		t.Error(err)
	}
	if _, err := r.Set("admin", "admin", people.All(), true, ""); !errors.Is(err, people.ErrLastAdmin) {
		t.Error(err)
	}
	if _, err := r.Set("admin", "ghost", people.All(), true, ""); !errors.Is(err, people.ErrNone) {
		t.Error(err)
	}
}

func TestKeys(t *testing.T) {
	r := newRig(t)
	k, text, err := r.AddKey("admin", "line 3", []people.Role{people.Operator}, "MES")
	if err != nil || !strings.HasPrefix(text, k.Begins) || k.ID != 1 {
		t.Fatalf("%+v, %q, %v", k, text, err)
	}
	if _, _, err := r.AddKey("admin", "line 3", []people.Role{people.Operator}, ""); !errors.Is(err, people.ErrThere) {
		t.Error(err)
	}
	r.db.Close()
	r.open()
	got, ok := r.ByKey(text)
	if !ok || got.Name != "line 3" || !got.Roles.Any(people.Operator) || got.Used.IsZero() {
		t.Errorf("%+v, %v", got, ok)
	}
	if _, ok := r.ByKey(text + "x"); ok {
		t.Error("another key")
	}
	if err := r.Revoke("admin", k.ID, "leaked"); err != nil {
		t.Error(err)
	}
	if _, ok := r.ByKey(text); ok {
		t.Error("revoked, and yet")
	}
	if err := r.Revoke("admin", 99, ""); !errors.Is(err, people.ErrNone) {
		t.Error(err)
	}
}

// TestAudit: each change has its row, no row has a secret, and who came in another way shows.
func TestAudit(t *testing.T) {
	r := newRig(t)
	_, first, _ := r.First()
	password := r.user("sato", people.Operator)
	token := r.in("sato", password)
	r.out("sato", "hunter2hunter2", "6.6.6.6", people.ErrWrong)
	r.out("hunter2hunter2", "x", "6.6.6.6", people.ErrWrong)
	r.LogOut(token, "1.1.1.1")
	_, key, _ := r.AddKey("admin", "mes", []people.Role{people.Operator}, "for the MES")
	r.Set("admin", "sato", []people.Role{people.Engineer}, false, "promoted")
	list := r.audited()
	for _, want := range []string{
		"station user admin:  > made, operator, engineer, approver, admin, auditor, enabled (the first user of the station)",
		"sato login sato:  > logged in (from 1.1.1.1)",
		"sato user sato:  > own password, operator, enabled ()",
		"sato login sato:  > refused: wrong password (from 6.6.6.6)",
		"nobody login nobody:  > refused: no such user (from 6.6.6.6)",
		"sato login sato:  > logged out (from 1.1.1.1)",
		"admin key 1:  > mes, operator (for the MES)",
		"admin user sato: operator, enabled > engineer, enabled (promoted)",
	} {
		if !strings.Contains(strings.Join(list, "\n"), want) {
			t.Errorf("no row %q in\n%s", want, strings.Join(list, "\n"))
		}
	}
	for _, secret := range []string{first, password, token, key, "hunter2"} {
		if strings.Contains(strings.Join(list, "\n"), secret) {
			t.Errorf("%q stands in the audit", secret)
		}
	}
	c, err := r.db.Verify(t.Context())
	if err != nil || len(c.Findings) > 0 {
		t.Errorf("%+v, %v", c, err)
	}
}

// TestConfirm: a second person has a password of one's own, and may log in.
func TestConfirm(t *testing.T) {
	r := newRig(t)
	password := r.user("eng", people.Engineer)
	first, _ := r.Add("admin", "new", []people.Role{people.Engineer}, "")
	confirm := func(name, password string, want error) {
		t.Helper()
		if _, err := r.Confirm(t.Context(), name, password, "1.1.1.1"); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	confirm("eng", password, nil)
	confirm("eng", "guess", people.ErrWrong)
	confirm("new", first, people.ErrWrong) // the admin knows it
	if _, err := r.Set("admin", "eng", []people.Role{people.Engineer}, true, ""); err != nil {
		t.Fatal(err)
	}
	confirm("eng", password, people.ErrWrong)
}
