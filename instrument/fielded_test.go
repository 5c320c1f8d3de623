package instrument_test

import (
	"errors"
	"strings"
	"testing"

	"sojourn/instrument"
	"sojourn/study"
)

func TestWhatWasFieldedDoesNotChangeUnderItsVersion(t *testing.T) {
	first := read(t, work)
	reworded := read(t, strings.Replace(work, "How old are you?", "What is your age?", 1))
	second := read(t, strings.Replace(strings.Replace(work, "How old are you?", "What is your age?", 1), "| wave1 | 1 |", "| wave1 | 2 |", 1))
	if fresh, err := instrument.Admit(nil, first); !fresh || err != nil {
		t.Errorf("the first version: %v, %v", fresh, err)
	}
	fielded := []*instrument.Instrument{first}
	if fresh, err := instrument.Admit(fielded, read(t, work)); fresh || err != nil {
		t.Errorf("the same once more: %v, %v", fresh, err)
	}
	var ps study.Problems
	if _, err := instrument.Admit(fielded, reworded); !errors.As(err, &ps) || ps[0].Code != "fielded" {
		t.Errorf("other words under the same version: %v", err)
	}
	if fresh, err := instrument.Admit(fielded, second); !fresh || err != nil {
		t.Errorf("other words under another version: %v, %v", fresh, err)
	}
	if fresh, err := instrument.Admit(append(fielded, second), first); fresh || err != nil {
		t.Errorf("back to an old version: %v, %v", fresh, err)
	}
}
