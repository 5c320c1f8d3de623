package snowball

import (
	"cmp"
	"slices"
)

// A Span is how many people took a number of steps, or recruited a number of
// people, from From to To.
type Span struct{ From, To, People int }

// Joined joins neighbouring counts, such as those of [Tree.Waves], until none is
// of fewer than least people; there are none where all together are fewer. No
// sum of all can undo that, since the spans themselves sum to it.
func Joined(counts []int, least int) []Span {
	var spans []Span
	open := Span{}
	for i, n := range counts {
		open.To, open.People = i, open.People+n
		if open.People >= least {
			spans = append(spans, open)
			open = Span{From: i + 1}
		}
	}
	if last := len(spans) - 1; last >= 0 && open.From < len(counts) {
		spans[last].To, spans[last].People = open.To, spans[last].People+open.People
	}
	return spans
}

// JoinedPassed joins the counts of [Tree.Passed]. All recruits together are often
// known, and they are a second sum: of one span of two it would give both away,
// so a third joins them.
func (t *Tree) JoinedPassed(least int) []Span {
	spans := Joined(t.Passed(), least)
	joined := slices.IndexFunc(spans, func(s Span) bool { return s.To > s.From })
	if joined < 0 || len(spans) < 2 || spans[joined].To > spans[joined].From+1 || slices.ContainsFunc(spans[joined+1:], func(s Span) bool { return s.To > s.From }) {
		return spans
	}
	at := max(joined-1, 0)
	one, other := spans[at], spans[at+1]
	return slices.Replace(spans, at, at+2, Span{one.From, other.To, one.People + other.People})
}

// Largest lists the largest chains of at least least people, at most so many,
// and leaves those out without which the rest of a sample would be few people.
func (t *Tree) Largest(least, most int) []Chain {
	chains := t.Chains()
	slices.SortStableFunc(chains, func(a, b Chain) int { return cmp.Compare(b.People, a.People) })
	rest, shown := len(t.people), 0
	for shown < min(most, len(chains)) && chains[shown].People >= least {
		rest -= chains[shown].People
		shown++
	}
	for ; shown > 0 && rest > 0 && rest < least; shown-- {
		rest += chains[shown-1].People
	}
	return chains[:shown]
}
