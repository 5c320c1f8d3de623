package sav

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// names gives out names that SPSS accepts and that differ in more than case.
type names struct {
	taken map[string]string // upper-case name -> what it was given for
	short map[string]bool
	next  int // number of the last made-up short name
}

var reserved = []string{"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"}

// valid makes of s a name of letters, digits and the signs SPSS allows.
func valid(s string) string {
	s, _ = plain(s)
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_.@#$", r) {
			return r
		}
		return '_'
	}, s)
	if r := []rune(s + " ")[0]; !unicode.IsLetter(r) && r != '@' || slices.Contains(reserved, strings.ToUpper(s)) {
		s = "v_" + s
	}
	return strings.TrimRight(cut(s, maxName), ".")
}

// give returns a name for what the dataset calls wanted, and, if another has
// the natural one already, what that other is called in the dataset.
func (n *names) give(wanted string) (name, rival string) {
	base := valid(wanted)
	name = base
	for i := 2; ; i++ {
		owner, taken := n.taken[strings.ToUpper(name)]
		if !taken {
			break
		}
		if rival == "" {
			rival = owner
		}
		suffix := "_" + strconv.Itoa(i)
		name = strings.TrimRight(cut(base, maxName-len(suffix)), ".") + suffix
	}
	n.taken[strings.ToUpper(name)] = wanted
	return name, rival
}

// giveShort returns the name of at most eight bytes that the format wants
// beside the long one: the name itself where it is fit, else a made-up one.
func (n *names) giveShort(long string) string {
	name := strings.ToUpper(long)
	if len(name) > 8 || !ascii(name) || n.short[name] {
		return n.madeUp()
	}
	n.short[name] = true
	return name
}

func (n *names) madeUp() string {
	for {
		n.next++
		if name := fmt.Sprintf("V%d", n.next); !n.short[name] {
			n.short[name] = true
			return name
		}
	}
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}
