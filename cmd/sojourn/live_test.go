package main

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sojourn/fieldwork"
	"sojourn/study"
	"sojourn/workspace"
)

func TestARunningFieldShowsWhatIsPublishedAndKeepsItWhenTheFileIsBroken(t *testing.T) {
	dir, now := t.TempDir(), time.Date(2022, 5, 1, 12, 0, 0, 0, time.UTC)
	p := &workspace.Project{Study: &study.Study{ID: "exile", Live: []study.Live{{Item: "mood"}}}, Dir: dir}
	numbers := liveNumbers(p, func() time.Time { return now }, slog.New(slog.NewTextHandler(io.Discard, nil)))
	put := func(text string) {
		if err := putFile(filepath.Join(dir, fieldwork.LiveFile), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if numbers() != nil {
		t.Error("before anything is published there is something")
	}
	put(`{"study":"exile","items":[{"item":"mood","base":120}]}`)
	if numbers() != nil {
		t.Error("the file is read at every request")
	}
	now = now.Add(relook)
	if n := numbers(); n == nil || n.Items[0].Base != 120 {
		t.Fatalf("what is published is not shown: %v", n)
	}
	put(`{"study":"exile","items":[{"item":"mood","base":123}]}`)
	now = now.Add(relook)
	if n := numbers(); n == nil || n.Items[0].Base != 120 {
		t.Error("a file with an exact base took the place of the former")
	}
	if err := os.Remove(filepath.Join(dir, fieldwork.LiveFile)); err != nil {
		t.Fatal(err)
	}
	now = now.Add(relook)
	if numbers() != nil {
		t.Error("what was taken away is still shown")
	}
}
