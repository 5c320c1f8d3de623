package study

import "testing"

func TestOneIsCountedInTheSingular(t *testing.T) {
	for want, got := range map[string]string{
		"1 person": Counted(1, "person"), "0 people": Counted(0, "person"), "2 bodies": Counted(2, "body"), "1 body": Counted(1, "body"),
		"3 days": Counted(3, "day"), "1 contact": Counted(1, "contact"), "12 contacts": Counted(12, "contact"), "2 addresses": Counted(2, "address"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
