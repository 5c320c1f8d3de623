package turnstile

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2022, time.September, 6, 12, 0, 0, 0, time.UTC)

func newTurnstile(t testing.TB, seed byte) *Turnstile {
	t.Helper()
	turn, err := New(bytes.NewReader(bytes.Repeat([]byte{seed}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return turn
}

func TestWorkIsGoodForTheOneDraftItWasDoneFor(t *testing.T) {
	turn := newTurnstile(t, 1)
	ask := turn.Ask("mine", 1, noon)
	solution := Solve(ask)
	easier := strings.Split(solution, ".")
	easier[3] = "0"
	tests := []struct {
		name               string
		by                 *Turnstile
		draft, asked, work string
		at                 time.Time
		want               bool
	}{
		{"as it was asked", turn, "mine", ask.Text, solution, noon.Add(time.Minute), true},
		{"once more for the same draft, which begins nothing new", turn, "mine", ask.Text, solution, noon.Add(2 * time.Minute), true},
		{"sent again for another draft", turn, "theirs", ask.Text, solution, noon.Add(time.Minute), false},
		{"for an ask of another level", turn, "mine", turn.Ask("mine", 2, noon).Text, solution, noon.Add(time.Minute), false},
		{"hours later", turn, "mine", ask.Text, solution, noon.Add(3 * time.Hour), false},
		{"before it was asked", turn, "mine", ask.Text, solution, noon.Add(-time.Minute), false},
		{"after a restart", newTurnstile(t, 2), "mine", ask.Text, solution, noon.Add(time.Minute), false},
		{"with a part left out", turn, "mine", ask.Text, strings.Join(easier[:Parts-1], "."), noon, false},
		{"with a part not done", turn, "mine", ask.Text, strings.Join(easier, "."), noon, false},
		{"nothing at all", turn, "mine", ask.Text, "", noon, false},
		{"an ask made up", turn, "mine", strings.Repeat("A", len(ask.Text)), solution, noon, false},
		{"no ask", turn, "mine", "", "", noon, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.by.Worked(tt.draft, tt.asked, tt.work, tt.at); got != tt.want {
				t.Errorf("the work counts: %v", got)
			}
		})
	}
}

func TestWaitingIsCountedFromWhenItWasAsked(t *testing.T) {
	turn := newTurnstile(t, 1)
	for level := 1; level <= MaxLevel; level++ {
		ask := turn.Ask("mine", level, noon)
		if level > 1 && ask.Wait <= turn.Ask("mine", level-1, noon).Wait {
			t.Errorf("level %d waits no longer than the one before", level)
		}
		if again, ok := turn.Again("mine", ask.Text, noon.Add(10*time.Second)); !ok || again.Wait != ask.Wait-10*time.Second {
			t.Errorf("level %d: after ten seconds %v of %v are left", level, again.Wait, ask.Wait)
		}
		if again, ok := turn.Again("mine", ask.Text, noon.Add(ask.Wait)); !ok || again.Wait != 0 {
			t.Errorf("level %d: at the end %v are left", level, again.Wait)
		}
	}
}

// TestTheWorkIsBounded computes by expectation what an old telephone is asked
// for at most: 2¹⁷ sums, less than three seconds at 50,000 a second.
func TestTheWorkIsBounded(t *testing.T) {
	turn := newTurnstile(t, 1)
	for level, want := range map[int]int{0: 1 << 14, 1: 1 << 14, 2: 1 << 15, 3: 1 << 16, 4: 1 << 17, 99: 1 << 17} {
		if got := Parts << turn.Ask("mine", level, noon).Bits; got != want {
			t.Errorf("level %d takes %d sums on average, want %d", level, got, want)
		}
	}
}

func TestASumFitsOneBlock(t *testing.T) {
	ask := newTurnstile(t, 1).Ask("mine", MaxLevel, noon)
	if n := len(ask.Text + ".7." + "9999999999"); n > 55 { // FIPS 180-4, 5.1.1: a block less its padding
		t.Errorf("%d bytes take two blocks, and the page's script computes one", n)
	}
}

func BenchmarkWorked(b *testing.B) {
	turn := newTurnstile(b, 1)
	ask := turn.Ask("mine", MaxLevel, noon)
	solution := Solve(ask)
	b.ReportAllocs()
	for b.Loop() {
		if !turn.Worked("mine", ask.Text, solution, noon) {
			b.Fatal("the work does not count")
		}
	}
}
