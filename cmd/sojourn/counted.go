package main

import (
	"fmt"
	"strings"
)

// counted is a number with its noun.
func counted(n int, noun string) string {
	switch stem, ends := strings.CutSuffix(noun, "y"); {
	case n == 1:
		return "1 " + noun
	case noun == "person":
		return fmt.Sprintf("%d people", n)
	case noun == "address":
		return fmt.Sprintf("%d addresses", n)
	case ends && noun != "day":
		return fmt.Sprintf("%d %sies", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
