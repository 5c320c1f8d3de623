package workspace

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/panel/recognition"
	"sojourn/study"
)

// A Recognition is what the codes of two waves say.
type Recognition struct {
	recognition.Matches
	Waves   [2]study.WaveID
	Codes   [2]int           // people of each wave who gave one
	Without [2]int           // and who did not
	Test    recognition.Test // of those who are in both waves anyway

	handles       [2]map[string]clean.Handle // of the responses with codes, by person
	gave, gaveNot []string                   // people of the first wave
	found, missed []string                   // people in both, by what the code alone would have done
}

// coded is what a wave says of codes.
type coded struct {
	people map[string]bool // everybody who responded
	codes  []recognition.Person
	handle map[string]clean.Handle
}

// Recognise compares the codes of two waves. Whoever is in both by link, phrase
// or decision is not looked for; pairs that were decided to be different people
// are not suggested.
func (p *Project) Recognise(first, second study.WaveID) (*Recognition, error) {
	if first >= second {
		return nil, study.Problem{Severity: study.Error, Code: "waves", Where: "--waves", What: "two waves are compared, the earlier first", Do: "write for example --waves 1,2"}
	}
	recipe, err := p.Recipe()
	if err != nil {
		return nil, err
	}
	var sides [2]coded
	r := &Recognition{Waves: [2]study.WaveID{first, second}}
	for i, w := range r.Waves {
		if sides[i], err = p.coded(w); err != nil {
			return nil, err
		}
		r.Codes[i], r.Without[i] = len(sides[i].codes), len(sides[i].people)-len(sides[i].codes)
	}
	r.handles = [2]map[string]clean.Handle{sides[0].handle, sides[1].handle}
	same, different := r.decided(recipe.Matches)
	lone := func(i int) []recognition.Person {
		return slices.DeleteFunc(slices.Clone(sides[i].codes), func(x recognition.Person) bool {
			return sides[1-i].people[x.ID] || same[sides[i].handle[x.ID]]
		})
	}
	r.Matches = recognition.Match(lone(0), lone(1), sides[0].codes, sides[1].codes)
	r.Suggestions = slices.DeleteFunc(r.Suggestions, func(s recognition.Suggestion) bool { return different[r.Handles(s)] })
	r.Test, r.found, r.missed = recognition.Try(sides[0].codes, sides[1].codes)
	for id := range sides[0].people {
		if _, gave := sides[0].handle[id]; gave {
			r.gave = append(r.gave, id)
		} else {
			r.gaveNot = append(r.gaveNot, id)
		}
	}
	return r, nil
}

// Handles names the two responses of a suggestion.
func (r *Recognition) Handles(s recognition.Suggestion) [2]clean.Handle {
	return [2]clean.Handle{r.handles[0][s.First], r.handles[1][s.Second]}
}

// decided lists the responses of the two waves that were joined with each
// other, and the pairs that were decided to be different people's.
func (r *Recognition) decided(matches []clean.Match) (same map[clean.Handle]bool, different map[[2]clean.Handle]bool) {
	same, different = map[clean.Handle]bool{}, map[[2]clean.Handle]bool{}
	for _, m := range clean.Decided(matches) {
		switch {
		case m.Waves != r.Waves:
		case m.Verdict == clean.Same:
			same[m.Responses[0]], same[m.Responses[1]] = true, true
		default:
			different[m.Responses] = true
		}
	}
	return same, different
}

// coded reads the codes of a wave: the first of each person.
func (p *Project) coded(w study.WaveID) (coded, error) {
	c := coded{people: map[string]bool{}, handle: map[string]clean.Handle{}}
	if _, err := p.Study.Wave(w); err != nil {
		return c, study.Problem{Severity: study.Error, Code: "waves", Where: study.File, What: fmt.Sprintf("there is no wave %d", w), Do: "correct the number"}
	}
	var rows []fieldwork.Row
	err := p.eachRecord(w, func(r record) {
		rows = append(rows, fieldwork.Row{Key: r.Key, Response: r.Response})
		c.people[string(r.Response.Panelist)] = true
	})
	for _, x := range fieldwork.Recognitions(rows) {
		if _, had := c.handle[x.Panelist]; !had {
			c.handle[x.Panelist] = clean.HandleOf(w, x.Panelist, x.Key)
			c.codes = append(c.codes, recognition.Person{ID: x.Panelist, Closed: x.Closed})
		}
	}
	return c, err
}

// A Difference is how far two groups of people differ in one thing.
type Difference struct {
	What         string // the item, and a category where it has some
	Standardised float64
	Held         bool // too few people to say
}

// A Bias compares two groups of the earlier wave.
type Bias struct {
	Yes, No     int // people of each
	Differences []Difference
}

// Biases says for items of the earlier wave how those who gave a code differ
// from those who did not, and, of those who are in both waves anyway, how those
// whom the code would have found differ from those whom it would have lost.
func (p *Project) Biases(r *Recognition, cut *clean.Cut, items []string) (gave, found Bias, err error) {
	who, err := cut.Data.Column(clean.PanelistColumn)
	if err != nil {
		return gave, found, err
	}
	at := map[string]int{}
	for row, id := range who.Texts {
		at[id] = row
	}
	rows := func(ids []string) (rows []int) {
		for _, id := range ids {
			if row, here := at[id]; here {
				rows = append(rows, row)
			}
		}
		slices.Sort(rows)
		return rows
	}
	for _, b := range []struct {
		to      *Bias
		yes, no []int
	}{{&gave, rows(r.gave), rows(r.gaveNot)}, {&found, rows(r.found), rows(r.missed)}} {
		b.to.Yes, b.to.No = len(b.yes), len(b.no)
		for _, item := range items {
			c, err := cut.Data.Column(dataset.InWave(item, r.Waves[0]))
			if err != nil || c.Kind != dataset.Categorical && c.Kind != dataset.Numeric {
				return gave, found, study.Problem{Severity: study.Error, Code: "no-item", Where: fmt.Sprintf("wave %d", r.Waves[0]), Column: item,
					What: "the cut has no such item that takes a number or one category", Do: "name an item as the questionnaire does"}
			}
			b.to.Differences = append(b.to.Differences, differences(c, item, b.yes, b.no, p.Study.Disclosure.MinCell)...)
		}
	}
	return gave, found, nil
}

// differences compares two groups of rows in a column. What rests on fewer
// than least people of a group or a category is held back.
func differences(c *dataset.Column, item string, yes, no []int, least int) []Difference {
	answered := func(rows []int) []int {
		return slices.DeleteFunc(slices.Clone(rows), func(row int) bool { return c.Missing[row] != dataset.Present })
	}
	yes, no = answered(yes), answered(no)
	few := len(yes) < least || len(no) < least
	if c.Kind == dataset.Numeric {
		numbers := func(rows []int) (xs []float64) {
			for _, row := range rows {
				xs = append(xs, c.Numbers[row])
			}
			return xs
		}
		d := Difference{What: item, Held: few}
		if !few {
			d.Standardised = recognition.MeanDifference(numbers(yes), numbers(no))
		}
		return []Difference{d}
	}
	var all []Difference
	for k, category := range c.Variable.Codes.Categories {
		count := func(rows []int) (n int) {
			for _, row := range rows {
				if int(c.Codes[row]) == k {
					n++
				}
			}
			return n
		}
		n1, n0 := count(yes), count(no)
		d := Difference{What: item + " = " + category.Code, Held: few || n1+n0 < least}
		if !d.Held {
			d.Standardised = recognition.ShareDifference(float64(n1)/float64(len(yes)), float64(n0)/float64(len(no)))
		}
		all = append(all, d)
	}
	return all
}

// Match adds a decision about two responses to the end of matches.yaml. Both
// must be there. What stands in the file is left as it is, comments included.
func (p *Project) Match(m clean.Match) error {
	if err := p.bothThere(m); err != nil {
		return err
	}
	before, err := readOptional(p.Files, clean.MatchesFile)
	if err != nil {
		return err
	}
	var known []clean.Match
	if before == nil {
		before = []byte("matches:\n")
	} else if known, err = clean.ParseMatches(before); err != nil {
		return err
	}
	entry, err := yaml.Marshal([]clean.Match{m})
	if err != nil {
		return fmt.Errorf("workspace: writing a decision down: %w", err)
	}
	if _, err := clean.ParseMatches(indented("matches:\n", entry)); err != nil {
		return err // it lacks something itself
	}
	after := indented(strings.TrimRight(string(before), "\n")+"\n", entry)
	if found, err := clean.ParseMatches(after); err != nil || !slices.Equal(found, append(known, m)) {
		return study.Problem{Severity: study.Error, Code: "match", Where: clean.MatchesFile, What: "an entry cannot be added to the end of this file",
			Do: "write the list of matches with a dash and two spaces before each, or add the entry by hand"}
	}
	return p.replace(clean.MatchesFile, after)
}

// bothThere objects to a decision about responses that are not there, or have
// no code.
func (p *Project) bothThere(m clean.Match) error {
	for i, w := range m.Waves {
		c, err := p.coded(w)
		if err != nil {
			return err
		}
		if !slices.Contains(slices.Collect(maps.Values(c.handle)), m.Responses[i]) {
			return study.Problem{Severity: study.Error, Code: "match", Where: clean.MatchesFile, Column: string(m.Responses[i]),
				What: fmt.Sprintf("wave %d has no response with a code that is called so", w), Do: "copy it from: sojourn recognise suggest"}
		}
	}
	return nil
}
