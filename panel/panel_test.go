package panel

import (
	"testing"

	"sojourn/study"
)

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
