// Package codebook describes the variables of a cut for whoever works with
// them: what was asked in which words, of whom, what could be answered, and
// how many people answered what in each wave.
//
// A [Book] is made from the cut, the instruments and the study. It is a value:
// it can be shown as a page in each language, written as DDI for an archive,
// or searched. Frequencies are those of people, without weights. Contents of
// free texts are never shown, not even in the book for the team.
//
// The book for the team tells everything. The published one hides what would
// tell of a group smaller than the study's thresholds allow, see [Published].
// Which variables may leave at all is not known here: whoever publishes hands
// in a dataset that has only those.
package codebook

import (
	"math"
	"slices"
	"strings"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// A Profile says for whom a book is.
type Profile int

// The two profiles.
const (
	Team      Profile = iota // everything
	Published                // small groups are hidden by study.Disclosure
)

// A Source is what a book is made from.
type Source struct {
	Study       *study.Study
	Cut         string // its hash
	Data        *dataset.Dataset
	Instruments map[study.WaveID]*instrument.Instrument
	Lineage     map[string]study.Text // by item: how it continues or changed between waves
	Logs        []clean.Log           // what cleaning set aside; none: nothing is told about it
}

// A Book describes a cut.
type Book struct {
	Study   *study.Study
	Cut     string
	Profile Profile
	Rows    int    // people in the cut; 0 where that is hidden
	Waves   []Wave // those that the cut has variables of
	Flows   []Flow // what cleaning did, by wave
	Entries []Entry
}

// A Wave is a wave with the number of people in it.
type Wave struct {
	study.Wave
	People int // responded and stand in the cut; 0 where that is hidden
}

// An Entry is an item with its variables, one a wave, or a variable that
// belongs to no wave.
type Entry struct {
	Name      string
	Label     study.Text
	Lineage   study.Text
	Variables []Variable // in the order of their waves
}

// A Variable is a column of the cut.
type Variable struct {
	Name       string
	Wave       study.WaveID
	Kind       dataset.Kind
	Scale      dataset.Scale
	Label      study.Text
	Question   *Question // nil if no item was asked for it
	Categories []Category
	Missing    []Gap
	People     Count    // with a value
	Summary    *Summary // of numbers; nil where there are none or that is hidden
	Formula    string   // of a derived variable
	Universe   study.Text
}

// A Question is how a variable was asked.
type Question struct {
	Page        study.Text
	Wording     study.Text
	Hint        study.Text
	Reference   study.Text
	Calculation string   // of an item that nobody sees
	Routing     []string // conditions that must all hold; none: everybody is asked
	Required    bool
	Sensitive   bool
}

// A Category is a permitted value and how many people gave it.
type Category struct {
	Code  string
	Label study.Text
	Count Count
}

// A Gap is a reason for empty cells and how many there are for it.
type Gap struct {
	Why   dataset.Missing
	Count Count
}

// A Count is a number of people that may be hidden.
type Count struct {
	N      int
	Hidden bool
}

// A Summary describes numbers. Quantiles are the smallest value that at least
// the given share of people do not exceed (the inverse of the empirical
// distribution function; type 1 of Hyndman and Fan 1996). In the published
// book only Mean and SD are told, because an extreme is one person.
type Summary struct {
	Mean, SD                 float64
	Min, Q1, Median, Q3, Max float64
	Extremes                 bool // whether the second line is told
}

// New makes a book. The waves' columns are gathered by the item that they come
// from, in the order in which the items first stand in the cut.
func New(s Source, p Profile) *Book {
	b := &Book{Study: s.Study, Cut: s.Cut, Profile: p, Rows: s.Data.Rows}
	at := map[string]int{}
	people := map[study.WaveID]int{}
	for _, c := range s.Data.Columns {
		v := describe(c, s.Instruments[c.Wave])
		if c.Wave != 0 && c.Item != "" { // columns about the response tell also of those who gave none
			people[c.Wave] = max(people[c.Wave], inWave(c))
		}
		name := strings.TrimSuffix(c.Name, dataset.InWave("", c.Wave))
		if c.Wave == 0 {
			name = c.Name
		}
		i, ok := at[name]
		if !ok {
			i = len(b.Entries)
			at[name] = i
			b.Entries = append(b.Entries, Entry{Name: name, Label: c.Label, Lineage: s.Lineage[name]})
		}
		b.Entries[i].Variables = append(b.Entries[i].Variables, v)
	}
	for i := range b.Entries {
		slices.SortStableFunc(b.Entries[i].Variables, func(a, b Variable) int { return int(a.Wave) - int(b.Wave) })
	}
	for _, w := range s.Study.Waves {
		if n, ok := people[w.Number]; ok {
			b.Waves = append(b.Waves, Wave{w, n})
		}
	}
	b.Flows = flows(s.Logs, p)
	if p == Published {
		b.protect(s.Study.Disclosure)
	}
	return b
}

// inWave is the number of people who are in the wave of the column.
func inWave(c *dataset.Column) int {
	n := 0
	for _, m := range c.Missing {
		if m != dataset.NotInWave {
			n++
		}
	}
	return n
}

func describe(c *dataset.Column, in *instrument.Instrument) Variable {
	v := Variable{Name: c.Name, Wave: c.Wave, Kind: c.Kind, Scale: c.Scale, Label: c.Label, Question: question(c.Item, in), Formula: c.Formula, Universe: c.Universe}
	var why [256]int
	for _, m := range c.Missing {
		why[m]++
	}
	v.People.N = why[dataset.Present]
	for _, m := range dataset.Reasons() {
		if why[m] > 0 {
			v.Missing = append(v.Missing, Gap{m, Count{N: why[m]}})
		}
	}
	if c.Variable.Codes != nil {
		counts := tally(c)
		for k, category := range c.Variable.Codes.Categories {
			v.Categories = append(v.Categories, Category{category.Code, category.Label, Count{N: counts[k]}})
		}
	}
	if c.Kind == dataset.Numeric {
		v.Summary = summarize(c)
	}
	return v
}

// tally counts the people in each category.
func tally(c *dataset.Column) []int {
	counts := make([]int, len(c.Variable.Codes.Categories))
	for i, m := range c.Missing {
		switch {
		case m != dataset.Present:
		case c.Kind == dataset.Categorical:
			counts[c.Codes[i]]++
		default:
			for k := range counts {
				counts[k] += int(c.Sets[i] >> k & 1)
			}
		}
	}
	return counts
}

func summarize(c *dataset.Column) *Summary {
	var xs []float64
	sum := 0.0
	for i, m := range c.Missing {
		if m == dataset.Present && !math.IsNaN(c.Numbers[i]) && !math.IsInf(c.Numbers[i], 0) {
			xs = append(xs, c.Numbers[i])
			sum += c.Numbers[i]
		}
	}
	if len(xs) == 0 {
		return nil
	}
	slices.Sort(xs)
	s := &Summary{Mean: sum / float64(len(xs)), Min: xs[0], Max: xs[len(xs)-1], Extremes: true}
	squares := 0.0
	for _, x := range xs {
		squares += (x - s.Mean) * (x - s.Mean)
	}
	if len(xs) > 1 {
		s.SD = math.Sqrt(squares / float64(len(xs)-1))
	}
	quantile := func(p float64) float64 { return xs[max(0, int(math.Ceil(p*float64(len(xs))))-1)] }
	s.Q1, s.Median, s.Q3 = quantile(0.25), quantile(0.5), quantile(0.75)
	return s
}

// question tells how an item was asked, or nil.
func question(item string, in *instrument.Instrument) *Question {
	if item == "" || in == nil {
		return nil
	}
	i, page := in.Item(item)
	if i == nil {
		return nil
	}
	q := &Question{Page: page.Title, Wording: i.Label, Hint: i.Hint, Reference: i.Reference, Required: i.Required, Sensitive: i.Sensitive}
	if i.Calculation != nil {
		q.Calculation = i.Calculation.Source()
	}
	if page.Relevance != nil {
		q.Routing = append(q.Routing, page.Relevance.Source())
	}
	if i.Relevance != nil && !slices.Contains(q.Routing, i.Relevance.Source()) {
		q.Routing = append(q.Routing, i.Relevance.Source())
	}
	return q
}

// Asked is the number of people to whom the variable's item was put: all but
// those whom routing passed by, who had left, or who were not in the wave.
func (v Variable) Asked() Count {
	asked := v.People
	for _, g := range v.Missing {
		switch g.Why {
		case dataset.NotAsked, dataset.BrokeOff, dataset.NotInWave, dataset.Withheld:
		default:
			asked.N += g.Count.N
			asked.Hidden = asked.Hidden || g.Count.Hidden
		}
	}
	if asked.Hidden {
		return Count{Hidden: true}
	}
	return asked
}
