package state

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mekiki/internal/lang"
)

// written is the table as people read it: a row a command, a column a state, where the
// command leads; a point is a refusal. It is the standard's diagram, not the code's table.
const written = `
                     Preoperational  Halted          Error           LocalControl  Initialized     Ready                SingleExecution  ContinuousExecution
SelectModeAutomatic  Initialized     .               .               .             .               .                    .                .
PrepareRecipe        .               .               .               .             Ready           Ready                .                ContinuousExecution
UnprepareRecipe      .               .               .               .             .               Initialized          .                .
StartSingleJob       .               .               .               .             .               SingleExecution      .                .
StartContinuous      .               .               .               .             .               ContinuousExecution  .                .
Stop                 .               .               .               .             .               .                    Ready            Ready
Abort                .               .               .               .             .               .                    Ready            Ready
Halt                 Halted          .               Halted          Halted        Halted          Halted               Halted           Halted
Reset                Preoperational  Preoperational  Preoperational  .             Preoperational  Preoperational       Preoperational   Preoperational
ConfirmAll           .               .               Preoperational  .             .               .                    .                .
TakeControl          LocalControl    .               .               .             LocalControl    LocalControl         .                .
ReleaseControl       .               .               .               Initialized   .               .                    .                .
JobDone              .               .               .               .             .               .                    Ready            ContinuousExecution
Fail                 Error           Error           Error           Error         Error           Error                Error            Error
`

// model is written, read.
func model(t *testing.T) map[State]map[Command]State {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(written), "\n")
	byName := func(name string) State {
		i := slices.IndexFunc(All(), func(s State) bool { return s.String() == name })
		if i < 0 {
			t.Fatalf("no state %q", name)
		}
		return All()[i]
	}
	states := strings.Fields(lines[0])
	m := map[State]map[Command]State{}
	for _, name := range states {
		m[byName(name)] = map[Command]State{}
	}
	for _, line := range lines[1:] {
		cells := strings.Fields(line)
		at := slices.IndexFunc(Commands(), func(c Command) bool { return c.String() == cells[0] })
		if at < 0 || len(cells) != len(states)+1 {
			t.Fatalf("%q", line)
		}
		for i, to := range cells[1:] {
			if to != "." {
				m[byName(states[i])][Commands()[at]] = byName(to)
			}
		}
	}
	return m
}

// TestEveryPair of a state and a command leads where the written table says.
func TestEveryPair(t *testing.T) {
	m := model(t)
	pairs := 0
	for _, s := range All() {
		for _, c := range Commands() {
			pairs++
			want, ok := m[s][c]
			got, allowed := Next(s, c)
			if allowed != ok || ok && got != want {
				t.Errorf("%s in %s leads to %s, %v; want %s, %v", c, s, got, allowed, want, ok)
			}
			machine := Machine{s}
			change, err := machine.Do(c)
			var refused *RefusedError
			switch {
			case ok && (err != nil || change != Change{s, want, c} || machine.State() != want):
				t.Errorf("%s in %s: %+v, %v", c, s, change, err)
			case !ok && (!errors.As(err, &refused) || refused.From != s || refused.Command != c || machine.State() != s):
				t.Errorf("%s in %s is not refused as it should be: %v, now %s", c, s, err, machine.State())
			case !ok && (!strings.Contains(err.Error(), c.String()) || lang.Japanese.Error(err) == err.Error()):
				t.Errorf("%s in %s: %q, %q", c, s, err, lang.Japanese.Error(err))
			}
			if asked := slices.Contains(Asked(), c); slices.Contains(Allowed(s), c) != (ok && asked) {
				t.Errorf("%s in %s: Allowed says otherwise", c, s)
			}
		}
	}
	if pairs != 8*14 {
		t.Errorf("%d pairs", pairs)
	}
}

// TestRandomSequences against the model, and what must hold whatever the way: parts are
// judged only after a recipe was prepared since the last reset.
func TestRandomSequences(t *testing.T) {
	m := model(t)
	rapid.Check(t, func(t *rapid.T) {
		var machine Machine
		want, prepared := Preoperational, false
		for _, c := range rapid.SliceOfN(rapid.SampledFrom(Commands()), 1, 60).Draw(t, "commands") {
			change, err := machine.Do(c)
			to, ok := m[want][c]
			if !ok {
				to = want
			}
			if (err == nil) != ok || change.From != want || change.To != to || machine.State() != to {
				t.Fatalf("%s in %s: %+v, %v; want %s", c, want, change, err, to)
			}
			want = to
			switch {
			case ok && c == PrepareRecipe:
				prepared = true
			case to == Preoperational || to == LocalControl || to == Error || to == Halted || ok && c == UnprepareRecipe:
				prepared = false
			}
			if (to == Ready || to.Executing()) && !prepared {
				t.Fatalf("%s without a recipe", to)
			}
		}
	})
}

// TestNames: names lead back, and only what somebody may ask for has one.
func TestNames(t *testing.T) {
	for _, c := range Commands() {
		got, ok := Named(c.String())
		if want := slices.Contains(Asked(), c); ok != want || ok && got != c {
			t.Errorf("%s: %v, %v", c, got, ok)
		}
	}
	for i, s := range All() {
		if int(s) != i+1 || s.String() == "None" {
			t.Errorf("%d is %s", s, s)
		}
	}
	if State(99).String() != "None" || State(-1).String() != "None" {
		t.Error("a number that is no state has a name")
	}
}

// TestWay: the commands of a way are allowed one after the other and end where parts are judged, and no
// way leads past what a person must end.
func TestWay(t *testing.T) {
	for s, want := range map[State]int{Preoperational: 3, Initialized: 2, Ready: 1, Halted: 0, Error: 0, LocalControl: 0, SingleExecution: 0, ContinuousExecution: 0} {
		machine := Machine{s}
		way := Way(s)
		for _, c := range way {
			if _, err := machine.Do(c); err != nil {
				t.Errorf("%s: %v", s, err)
			}
		}
		if len(way) != want || want > 0 && machine.State() != ContinuousExecution {
			t.Errorf("%s: %v, to %s", s, way, machine.State())
		}
	}
	for _, c := range []Command{SelectModeAutomatic, PrepareRecipe, StartContinuous, Stop, ConfirmAll, TakeControl} {
		if c.GivesUp() {
			t.Errorf("%s gives parts up", c)
		}
	}
}
