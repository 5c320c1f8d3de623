package study

import (
	"fmt"
	"strings"
)

// Counted is a number with its noun, as the English of problems and commands
// needs it: "1 person", "2 people". Pages take theirs from their catalogs.
func Counted(n int, noun string) string {
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
