package panel

import (
	"strings"
	"testing"

	"sojourn/study"
)

func TestInSample(t *testing.T) {
	samples := []study.Sample{ // those of two published OutRush reports
		{Name: "combined2022", Waves: []study.WaveID{2}, Min: 1},
		{Name: "panel2022", Waves: []study.WaveID{1, 2}, Min: 2},
		{Name: "combined2023", Waves: []study.WaveID{1, 2, 3}, Min: 1},
		{Name: "panel2023", Waves: []study.WaveID{1, 2, 3}, Min: 2},
		{Name: "reduced2023", Waves: []study.WaveID{1, 2, 3}, Min: 3},
	}
	tests := []struct {
		name    string
		history History
		want    string // the samples this person belongs to, and no other
	}{
		{"newcomer of wave 2", History{NotInvited, Complete}, "combined2022 combined2023"},
		{"in all three waves", History{Complete, Partial, Complete}, "combined2022 panel2022 combined2023 panel2023 reduced2023"},
		{"skipped wave 2, came back", History{Complete, NonContact, Partial}, "combined2023 panel2023"},
		{"a break-off is no response", History{BreakOff, BreakOff, BreakOff}, ""},
		{"never invited", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var in []string
			for _, s := range samples {
				if In(s, tt.history) {
					in = append(in, s.Name)
				}
			}
			if got := strings.Join(in, " "); got != tt.want {
				t.Errorf("%v belongs to %q, want %q", tt.history, got, tt.want)
			}
		})
	}
}

func TestClassifyAtTheThresholds(t *testing.T) {
	c := study.Completion{Partial: 0.5, Complete: 0.8}
	for share, want := range map[float64]Disposition{0.49: BreakOff, 0.5: Partial, 0.79: Partial, 0.8: Complete, 1: Complete} {
		if got := Classify(share, c); got != want {
			t.Errorf("a response with %v of its items is %v, want %v", share, got, want)
		}
	}
}

func TestDispositionsKeepTheirNames(t *testing.T) {
	for _, d := range Dispositions() {
		if back, err := ParseDisposition(d.String()); err != nil || back != d {
			t.Errorf("%v is read back as %v, %v", d, back, err)
		}
	}
}
