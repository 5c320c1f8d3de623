package labelled

import (
	"strconv"
	"strings"

	"sojourn/dataset"
)

// Names gives out names that a program accepts, each once.
type Names struct {
	Program  string // whose names they are
	Most     string // the limit in words, such as "64 bytes"
	Limit    int
	Cut      func(s string, n int) string // to the limit: [CutBytes] or [CutRunes]
	Allowed  func(r rune) bool            // within a name
	First    func(r rune) bool            // at its beginning
	NoEnd    string                       // signs that cannot end it
	Fold     func(string) string          // what two names must differ in; nil: in any letter
	Reserved func(string) bool
	taken    map[string]string // folded name -> what it was given for
}

// valid makes of s a name that the program accepts.
func (n *Names) valid(s string) string {
	s, _ = Plain(s)
	s = strings.Map(func(r rune) rune {
		if n.Allowed(r) {
			return r
		}
		return '_'
	}, s)
	if s == "" || !n.First([]rune(s)[0]) || n.Reserved(s) {
		s = "v_" + s
	}
	return strings.TrimRight(n.Cut(s, n.Limit), n.NoEnd)
}

// Give returns a name for what the dataset calls wanted, and, if another has
// the natural one already, what that other is called in the dataset.
func (n *Names) Give(wanted string) (name, rival string) {
	if n.taken == nil {
		n.taken = map[string]string{}
	}
	base := n.valid(wanted)
	name = base
	for i := 2; ; i++ {
		owner, taken := n.taken[n.fold(name)]
		if !taken {
			break
		}
		if rival == "" {
			rival = owner
		}
		suffix := "_" + strconv.Itoa(i)
		name = strings.TrimRight(n.Cut(base, n.Limit-len(suffix)), n.NoEnd) + suffix
	}
	n.taken[n.fold(name)] = wanted
	return name, rival
}

func (n *Names) fold(s string) string {
	if n.Fold == nil {
		return s
	}
	return n.Fold(s)
}

// free is a name that the dataset does not have yet: wanted itself, or with a
// number behind it.
func free(d *dataset.Dataset, wanted string) string {
	if wanted == "" {
		wanted = "v" + strconv.Itoa(len(d.Columns)+1)
	}
	name := wanted
	for i := 2; ; i++ {
		if _, err := d.Column(name); err != nil {
			return name
		}
		name = wanted + "_" + strconv.Itoa(i)
	}
}
