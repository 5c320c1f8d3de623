package release

import (
	"bytes"
	"encoding/csv"
	"io"
	"maps"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/study"
)

// ScreeningFile is the name of the file in which a human passes texts. It
// holds what people wrote, so it stays in the private folder of the desk.
const ScreeningFile = "screening.csv"

// A Screened is one text with what a human decided of it.
type Screened struct {
	Variable string // without the wave
	Text     string
	Passed   bool   // a human found nothing in it that could tell of anybody
	By       string // who
	On       string // when
}

// A Screening is the texts that were looked at or are to be.
type Screening []Screened

// passes tells whether a human, who is named, passed the text.
func (s Screening) passes() func(variable, text string) bool {
	passed := map[[2]string]bool{}
	for _, t := range s {
		if t.Passed && t.By != "" {
			passed[[2]string{t.Variable, t.Text}] = true
		}
	}
	return func(variable, text string) bool { return passed[[2]string{variable, text}] }
}

// Texts adds to the screening the texts of the data that are not in it yet, of
// the variables that the plan lets out once screened. What was decided stays.
func Texts(plan *Plan, d *dataset.Dataset, s Screening) Screening {
	known := map[[2]string]bool{}
	for _, t := range s {
		known[[2]string{t.Variable, t.Text}] = true
	}
	var added Screening
	for _, c := range d.Columns {
		v, ok := plan.declared(base(c))
		if !ok || c.Kind != dataset.Words || !v.Scientific.Screened && !v.Public.Screened {
			continue
		}
		for i, text := range c.Texts {
			if at := [2]string{v.Name, text}; c.Missing[i] == dataset.Present && text != "" && !known[at] {
				known[at] = true
				added = append(added, Screened{Variable: v.Name, Text: text})
			}
		}
	}
	// Sorted by the text, so that nothing tells whose texts stand beside each other.
	slices.SortFunc(added, func(a, b Screened) int { return strings.Compare(a.Variable+"\x00"+a.Text, b.Variable+"\x00"+b.Text) })
	return append(slices.Clone(s), added...)
}

// screen withholds the texts that no human passed, and what those wrote who did
// not agree to be quoted: the purpose "quotation" of the study's consent.
func (p *protection) screen() {
	passes := p.Screened.passes()
	quoted, asked := p.agreed(study.Quotation)
	p.eachText(func(d Declared, c *dataset.Column) {
		for i, text := range c.Texts {
			out := !passes(d.Name, text) || asked && !quoted[p.rows[i]]
			if !d.Change(p.profile).Closed && c.Missing[i] == dataset.Present && out {
				withhold(c, i)
			}
		}
	})
}

// share withholds, of texts that the program chose, those that fewer than k
// people have. Where who was asked the item counts as a quasi-identifier, the
// whole of such a text's class would have to go; there it goes for everybody.
func (p *protection) share() error {
	asked := map[string]bool{}
	for _, names := range p.out.Asked {
		for _, name := range names {
			asked[name] = true
		}
	}
	p.eachText(func(d Declared, c *dataset.Column) {
		people := map[string]int{}
		for i, text := range c.Texts {
			if c.Missing[i] == dataset.Present {
				people[text]++
			}
		}
		few := slices.ContainsFunc(slices.Collect(maps.Values(people)), func(n int) bool { return n < p.settings.K })
		for i, text := range c.Texts {
			if d.Change(p.profile).Closed && c.Missing[i] == dataset.Present && (people[text] < p.settings.K || few && asked[c.Name]) {
				withhold(c, i)
			}
		}
	})
	return nil
}

// eachText goes through the released texts.
func (p *protection) eachText(do func(Declared, *dataset.Column)) {
	for _, c := range p.Data.Columns {
		if d, ok := p.declared[c]; ok {
			if out := p.final(c.Name); out != nil && out.Kind == dataset.Words {
				do(d, out)
			}
		}
	}
}

var screeningHead = []string{"variable", "text", "passed", "by", "on"}

// Write writes the screening as CSV. What begins like a formula gets an
// apostrophe, because a human opens the file in a spreadsheet.
func (s Screening) Write(w io.Writer) error {
	out := csv.NewWriter(w)
	_ = out.Write(screeningHead) // an error stays and is given by Error
	for _, t := range s {
		_ = out.Write([]string{t.Variable, defused(t.Text), map[bool]string{true: "yes"}[t.Passed], t.By, t.On})
	}
	out.Flush()
	return out.Error()
}

// ParseScreening reads what [Screening.Write] wrote and a human filled in.
func ParseScreening(data []byte) (Screening, error) {
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	records, err := in.ReadAll()
	if err != nil || len(records) == 0 || !slices.Equal(records[0], screeningHead) {
		return nil, study.Problem{Severity: study.Error, Code: "screening", Where: ScreeningFile, What: "it is no table of " + strings.Join(screeningHead, ", "),
			Do: "save it as CSV with commas and UTF-8, or delete it and write it anew with: sojourn release FOLDER --texts"}
	}
	var s Screening
	for i, r := range records[1:] {
		t := Screened{Variable: r[0], Text: armed(r[1]), Passed: strings.EqualFold(strings.TrimSpace(r[2]), "yes"), By: strings.TrimSpace(r[3]), On: r[4]}
		if t.Passed && t.By == "" {
			return nil, study.Problem{Severity: study.Error, Code: "screening", Where: ScreeningFile, Row: i + 2, Column: "by", What: "a text is passed by nobody", Do: "write who read it"}
		}
		s = append(s, t)
	}
	return s, nil
}

// defused puts an apostrophe before what a spreadsheet might run, and before an
// apostrophe, so that armed can take it off again.
func defused(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r'", rune(text[0])) {
		return "'" + text
	}
	return text
}

func armed(text string) string { return strings.TrimPrefix(text, "'") }
