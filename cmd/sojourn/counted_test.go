package main

import "testing"

func TestOneIsCountedInTheSingular(t *testing.T) {
	for want, got := range map[string]string{
		"1 person": counted(1, "person"), "0 people": counted(0, "person"), "2 bodies": counted(2, "body"), "1 body": counted(1, "body"),
		"3 days": counted(3, "day"), "1 contact": counted(1, "contact"), "12 contacts": counted(12, "contact"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
