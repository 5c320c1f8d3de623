// Package recognition compares the self-generated codes of two waves and says
// which of them may be the same person's, and how sure that is.
//
// A code comes closed: first the whole of it and then, for every element, the
// others without it, so that two codes can be told to be equal or one element
// apart and nothing of either can be read. The package suggests and never
// joins anybody: that is for people to decide, see clean.
package recognition

import (
	"cmp"
	"slices"
)

// A Person is somebody of a wave with their closed code.
type Person struct {
	ID     string
	Closed []string // the whole, then without each element
}

// A Likeness is how two codes agree.
type Likeness string

// The likenesses that are suggested.
const (
	Exact    Likeness = "exact"     // in all elements
	OneApart Likeness = "one-apart" // in all but one
)

// Compare tells how two codes agree; empty where they differ in more than one
// element, or are of another number of elements.
func Compare(a, b []string) Likeness {
	if len(a) < 2 || len(a) != len(b) {
		return ""
	}
	for i := range a {
		if a[i] != b[i] {
			continue
		}
		if i == 0 {
			return Exact
		}
		return OneApart
	}
	return ""
}

// A Suggestion is two people of two waves who may be one.
type Suggestion struct {
	First, Second string
	Likeness      Likeness
	Rivals        int     // pairs of the same likeness that one of the two is in, this one included
	Confidence    float64 // that they are one person
}

// A Tally says of one likeness how many pairs there are and how many strangers
// would give.
type Tally struct {
	Pairs    int
	Chance   float64 // that two strangers agree so, from those of one wave
	Bound    bool    // no two of a wave agree so: Chance is what it hardly exceeds
	Expected float64 // pairs of strangers
}

// Matches is what came of comparing.
type Matches struct {
	Suggestions []Suggestion // surest first
	Tallies     map[Likeness]Tally
}

// Match compares everybody of first with everybody of second, who are the
// people not known to be in both waves. Wave lists all who gave a code, wave
// by wave, those of first and second among them: two of one wave are strangers,
// and how often they agree is the chance that strangers do. Where no two agree
// the chance is taken for 3/pairs, which it exceeds with a probability of 5 %
// only (rule of three: Hanley & Lippman-Hand 1983).
//
// Among n₁·n₂ pairs n₁·n₂·chance agree by chance (see Fellegi & Sunter 1969 for
// agreement by chance), so that of the pairs found the share
//
//	1 − expected/found
//
// is the same person's. Who has several pairs is the same as one of them at
// most, and the confidence is divided by their number. It counts a person who
// answered a wave twice as two strangers who agree, and so errs to the low
// side. Who has an equal code is not looked for among those one element apart.
func Match(first, second []Person, waves ...[]Person) Matches {
	m := Matches{Tallies: map[Likeness]Tally{}}
	taken := [2]map[string]bool{{}, {}}
	for _, how := range []Likeness{Exact, OneApart} {
		a := slices.DeleteFunc(slices.Clone(first), func(p Person) bool { return taken[0][p.ID] })
		b := slices.DeleteFunc(slices.Clone(second), func(p Person) bool { return taken[1][p.ID] })
		found := pairs(a, b, how)
		t := chance(waves, how)
		t.Pairs, t.Expected = len(found), t.Chance*float64(len(a))*float64(len(b))
		m.Tallies[how] = t
		m.Suggestions = append(m.Suggestions, suggest(found, how, t)...)
		for _, p := range found {
			taken[0][p[0]], taken[1][p[1]] = true, true
		}
	}
	slices.SortStableFunc(m.Suggestions, func(x, y Suggestion) int {
		return cmp.Or(cmp.Compare(y.Confidence, x.Confidence), cmp.Compare(x.First, y.First), cmp.Compare(x.Second, y.Second))
	})
	return m
}

func suggest(found [][2]string, how Likeness, t Tally) []Suggestion {
	sides := [2]map[string]int{{}, {}}
	for _, p := range found {
		sides[0][p[0]]++
		sides[1][p[1]]++
	}
	var all []Suggestion
	for _, p := range found {
		rivals := sides[0][p[0]] + sides[1][p[1]] - 1
		all = append(all, Suggestion{First: p[0], Second: p[1], Likeness: how, Rivals: rivals,
			Confidence: max(0, 1-t.Expected/float64(t.Pairs)) / float64(rivals)})
	}
	return all
}

// chance is how often two people of one wave agree, over all pairs of each wave.
func chance(waves [][]Person, how Likeness) Tally {
	agree, all := 0.0, 0.0
	for _, w := range waves {
		n := float64(len(w))
		all += n * (n - 1) / 2
		for _, p := range pairs(w, w, how) {
			if p[0] != p[1] {
				agree += 0.5 // each comes both ways round
			}
		}
	}
	switch {
	case all == 0:
		return Tally{Chance: 1, Bound: true} // nothing is known of strangers
	case agree == 0:
		return Tally{Chance: min(1, 3/all), Bound: true}
	}
	return Tally{Chance: agree / all}
}

// pairs lists who of a and b agree so, by the names of what agrees, so that the
// time is that of the people and not of their pairs.
func pairs(a, b []Person, how Likeness) [][2]string {
	type part struct {
		place int
		name  string
	}
	at := map[part][]int{}
	parts := func(p Person) []part {
		var list []part
		for i, name := range p.Closed {
			if (i == 0) == (how == Exact) {
				list = append(list, part{i, name})
			}
		}
		return list
	}
	for i, p := range b {
		for _, x := range parts(p) {
			at[x] = append(at[x], i)
		}
	}
	var found [][2]string
	for _, p := range a {
		seen := map[int]bool{}
		for _, x := range parts(p) {
			for _, i := range at[x] {
				if !seen[i] && Compare(p.Closed, b[i].Closed) == how {
					seen[i] = true
					found = append(found, [2]string{p.ID, b[i].ID})
				}
			}
		}
	}
	return found
}

// A Test is what the code finds of people who are known to be in both waves,
// by link or phrase.
type Test struct {
	Known    int // who gave a code in both
	Exact    int
	OneApart int
}

// Try compares the two codes of people known to be one. It lists who are alike
// in all elements and who are not.
func Try(first, second []Person) (t Test, found, missed []string) {
	codes := map[string][]string{}
	for _, p := range second {
		codes[p.ID] = p.Closed
	}
	for _, p := range first {
		other, both := codes[p.ID]
		if !both {
			continue
		}
		t.Known++
		switch Compare(p.Closed, other) {
		case Exact:
			t.Exact++
			found = append(found, p.ID)
			continue
		case OneApart:
			t.OneApart++
		}
		missed = append(missed, p.ID)
	}
	return t, found, missed
}
