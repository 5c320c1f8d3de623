package history_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sojourn/editor/history"
)

const name = "instrument/wave1.md"

func folder(t *testing.T, text string) (string, *history.Keeper) {
	t.Helper()
	dir := t.TempDir()
	k := keeper(dir)
	if err := k.Create(name, []byte(text)); err != nil {
		t.Fatal(err)
	}
	return dir, k
}

func keeper(dir string) *history.Keeper {
	return history.New(dir, filepath.Join(dir, ".sojourn", "edits"), func() time.Time { return time.Date(2022, 9, 1, 0, 0, 0, 0, time.UTC) })
}

func holds(t *testing.T, k *history.Keeper, want string) string {
	t.Helper()
	data, err := k.Read(name)
	if err != nil || string(data) != want {
		t.Fatalf("the file holds %q (%v), not %q", data, err, want)
	}
	return history.Stamp(data)
}

func TestStepsAreTakenBackAndAgainAfterARestart(t *testing.T) {
	dir, k := folder(t, "one")
	for _, step := range []string{"two", "three"} {
		data, _ := k.Read(name)
		if err := k.Save(name, history.Stamp(data), []byte(step), history.Step{What: "wrote", Names: []string{step}}); err != nil {
			t.Fatal(err)
		}
	}
	k = keeper(dir) // the program was stopped and started
	back, forth := k.Steps(name, []byte("three"))
	if back == nil || back.Names[0] != "three" || forth != nil {
		t.Fatalf("the steps are %v and %v", back, forth)
	}
	for _, want := range []string{"two", "one"} {
		data, _ := k.Read(name)
		if err := k.Back(name, history.Stamp(data)); err != nil {
			t.Fatal(err)
		}
		holds(t, k, want)
	}
	stamp := holds(t, k, "one")
	if err := k.Back(name, stamp); !errors.Is(err, history.ErrNothing) {
		t.Errorf("before the first step there is another: %v", err)
	}
	if err := k.Forth(name, stamp); err != nil {
		t.Fatal(err)
	}
	holds(t, k, "two")
}

func TestWhatAnotherProgramSavedIsNeverOverwritten(t *testing.T) {
	dir, k := folder(t, "one")
	stamp := holds(t, k, "one")
	if err := os.WriteFile(filepath.Join(dir, name), []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"saving":       k.Save(name, stamp, []byte("ours"), history.Step{What: "wrote"}),
		"a step back":  k.Back(name, stamp),
		"a step forth": k.Forth(name, stamp),
	} {
		if !errors.Is(err, history.ErrChanged) {
			t.Errorf("%s over a changed file gives %v", what, err)
		}
	}
	theirs := holds(t, k, "theirs")
	if err := k.Save(name, theirs, []byte("both"), history.Step{What: "wrote"}); err != nil {
		t.Fatal(err)
	}
	if err := k.Back(name, holds(t, k, "both")); err != nil {
		t.Fatal(err)
	}
	holds(t, k, "theirs")
}

func TestWhatAnotherProgramSavedBetweenTwoStepsCanBeTakenBack(t *testing.T) {
	dir, k := folder(t, "one")
	if err := k.Save(name, holds(t, k, "one"), []byte("two"), history.Step{What: "wrote"}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	if back, _ := k.Steps(name, []byte("theirs")); back == nil || back.What != history.Outside {
		t.Errorf("the step back is %v", back)
	}
	if err := k.Back(name, holds(t, k, "theirs")); err != nil {
		t.Fatal(err)
	}
	holds(t, k, "two")
	if err := k.Forth(name, holds(t, k, "two")); err != nil {
		t.Fatal(err)
	}
	holds(t, k, "theirs")
}

func TestADamagedPastLosesNothingOfTheFile(t *testing.T) {
	dir, k := folder(t, "one")
	if err := k.Save(name, holds(t, k, "one"), []byte("two"), history.Step{What: "wrote"}); err != nil {
		t.Fatal(err)
	}
	journals, _ := filepath.Glob(filepath.Join(dir, ".sojourn", "edits", "*", "journal.json"))
	if len(journals) != 1 {
		t.Fatalf("the journals are %v", journals)
	}
	for _, damage := range []string{"{", `{"at":7,"states":[]}`, `{"at":-1}`} {
		if err := os.WriteFile(journals[0], []byte(damage), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := k.Back(name, holds(t, k, "two")); !errors.Is(err, history.ErrNothing) {
			t.Errorf("%s: %v", damage, err)
		}
	}
	holds(t, k, "two")
	states, _ := filepath.Glob(filepath.Join(filepath.Dir(journals[0]), "*.gz"))
	for _, s := range states {
		if err := os.WriteFile(s, []byte("rot"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := k.Save(name, holds(t, k, "two"), []byte("three"), history.Step{What: "wrote"}); err != nil {
		t.Fatal(err)
	}
	if err := k.Back(name, holds(t, k, "three")); err == nil {
		t.Error("a damaged state is put into the file")
	}
	holds(t, k, "three")
}

func TestANewFileReplacesNone(t *testing.T) {
	_, k := folder(t, "one")
	if err := k.Create(name, []byte("two")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a file that is there is made again: %v", err)
	}
	if _, known := k.State(name, "../../../etc/passwd"); known {
		t.Error("a state is looked for outside its folder")
	}
	holds(t, k, "one")
}
