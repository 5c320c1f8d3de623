package sav

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"sojourn/format/labelled"
)

var reserved = []string{"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"}

// longNames gives out names that SPSS accepts and that differ in more than case.
func longNames() *labelled.Names {
	return &labelled.Names{
		Program: "SPSS", Most: "64 bytes", Limit: maxName, Cut: labelled.CutBytes, NoEnd: ".", Fold: strings.ToUpper,
		Allowed: func(r rune) bool {
			return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_.@#$", r)
		},
		First:    func(r rune) bool { return unicode.IsLetter(r) || r == '@' },
		Reserved: func(s string) bool { return slices.Contains(reserved, strings.ToUpper(s)) },
	}
}

// shortNames gives out the names of at most eight bytes that the format wants
// beside the long ones.
type shortNames struct {
	taken map[string]bool
	next  int // number of the last made-up one
}

// give returns the long name itself where it is fit, else a made-up one.
func (n *shortNames) give(long string) string {
	name := strings.ToUpper(long)
	if len(name) > 8 || !ascii(name) || n.taken[name] {
		return n.madeUp()
	}
	n.taken[name] = true
	return name
}

func (n *shortNames) madeUp() string {
	for {
		n.next++
		if name := fmt.Sprintf("V%d", n.next); !n.taken[name] {
			n.taken[name] = true
			return name
		}
	}
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}
