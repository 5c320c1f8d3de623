package instrument

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/study"
)

// Check lists what is wrong with a questionnaire as written. An error would
// lose answers, ask the wrong people or leave a respondent before a hole; a
// warning is for the team to weigh.
func Check(in *Instrument) study.Problems {
	c := newChecker(in)
	c.form()
	c.allNames()
	for _, x := range in.Experiments {
		c.experiment(x)
	}
	for _, p := range in.Pages {
		c.page(p)
		for _, i := range p.Items {
			c.item(i)
		}
	}
	c.lists()
	c.circular = c.circles()
	c.expressions()
	c.reach()
	return c.said()
}

// said lists the problems, one that each time of a repeat has only once.
func (c *checker) said() study.Problems {
	times := map[int]bool{} // rows that stand in a repeat
	for _, p := range c.in.Pages {
		for _, i := range p.Items {
			times[i.Source.Row] = times[i.Source.Row] || p.Time > 0
		}
	}
	told := map[study.Problem]bool{}
	return slices.DeleteFunc(c.problems, func(p study.Problem) bool {
		if !times[p.Row] {
			return false
		}
		p.What = ofTime.ReplaceAllString(p.What, "_")
		again := told[p]
		told[p] = true
		return again
	})
}

// ofTime is what the name of an item ends with at some time of its repeat.
var ofTime = regexp.MustCompile(`_[0-9]+\b`)

// A checker collects problems.
type checker struct {
	in       *Instrument
	names    map[string]int // places in the order of the instrument: an item takes two, the second for its NAME_other
	places   map[*Item]int
	items    map[string]*Item                      // by name, the first of those that have it
	circular map[string]bool                       // calculates that are made from themselves
	codes    map[*dataset.CodeList]map[string]bool // of lists that were asked for
	patience int                                   // answers that may still be looked up on trial
	problems study.Problems
}

func newChecker(in *Instrument) *checker {
	return &checker{in: in, names: map[string]int{}, places: map[*Item]int{}, items: map[string]*Item{}, patience: maxLookups}
}

func (c *checker) add(severity study.Severity, code string, at Place, column, what, do string) {
	c.problems = append(c.problems, study.Problem{Severity: severity, Code: code,
		Where: strings.TrimSpace(at.File + " " + at.Sheet), Row: at.Row, Column: column, What: what, Do: do})
}

func (c *checker) fail(code string, at Place, column, what, do string) {
	c.add(study.Error, code, at, column, what, do)
}

func (c *checker) warn(code string, at Place, column, what, do string) {
	c.add(study.Warning, code, at, column, what, do)
}

// form checks what belongs to the instrument as a whole.
func (c *checker) form() {
	in := c.in
	if in.Form == "" {
		c.fail("no-form", in.Source, "form_id", "the questionnaire has no form_id", "give it one, such as wave1")
	}
	if in.Version == "" {
		c.warn("no-version", in.Source, "version", "the questionnaire has no version", "give it one, such as 1; change it with every change after the start")
	}
	if len(in.Languages) == 0 {
		c.fail("no-language", in.Source, "", "the questionnaire is in no language", "name a column such as label::English (en)")
	}
	if len(in.Pages) == 0 {
		c.fail("no-page", in.Source, "", "the questionnaire has no page", "write a group of items")
	}
	c.translated(in.Title, in.Source, "form_title", "the title of the questionnaire")
}

// phone is the number of items that a page on a phone can bear; more make
// people give up before they see the button.
const phone = 12

func (c *checker) page(p *Page) {
	if len(p.Items) == 0 {
		c.warn("empty-page", p.Source, "", fmt.Sprintf("the page %q has no item and is never shown", p.Name), "add one or take the page out")
	}
	asking := 0
	for _, i := range p.Items {
		if i.Asks() {
			asking++
		}
	}
	if asking > phone {
		c.warn("long-page", p.Source, "", fmt.Sprintf("the page %q asks %d items, too many for a phone", p.Name, asking),
			fmt.Sprintf("split it into pages of at most %d", phone))
	}
	c.translated(p.Title, p.Source, "label", fmt.Sprintf("the title of the page %q", p.Name))
	c.sameLabels(p)
}

func (c *checker) item(i *Item) {
	switch i.Type {
	case SelectOne, SelectMultiple, Rank:
		c.choice(i)
	case Range:
		if i.Slider == nil {
			c.fail("no-scale", i.Source, "parameters", fmt.Sprintf("%q has no scale", i.Name), "write for example start=0 end=10 step=1")
		}
	case Calculate:
		if i.Calculation == nil {
			c.fail("no-calculation", i.Source, "calculation", fmt.Sprintf("%q calculates nothing", i.Name), "write an expression")
		}
	case Text, Integer, Decimal, Date, Note, Acknowledge, Hidden:
	default:
		c.fail("type", i.Source, "type", fmt.Sprintf("%q is of the unknown type %q", i.Name, i.Type), "use one of the supported types")
	}
	switch {
	case !i.Shown() || len(i.Label) > 0:
	case len(i.Hint) > 0:
		c.warn("no-label", i.Source, "label", fmt.Sprintf("%q has a hint and no label", i.Name), "write what is asked into the label")
	default:
		c.fail("no-label", i.Source, "label", fmt.Sprintf("%q has no label", i.Name), "write what is asked")
	}
	for _, w := range i.wordings() {
		c.translated(w.text, i.Source, w.column, fmt.Sprintf("the %s of %q", w.of, i.Name))
	}
	c.preselected(i)
	if i.Constraint != nil && !i.Asks() {
		c.fail("idle-constraint", i.Source, "constraint", fmt.Sprintf("%q takes no answer that could be constrained", i.Name), "take the constraint out")
	}
	for _, m := range i.NonAnswers {
		if m != dataset.Refused && m != dataset.DontKnow && m != dataset.NotApplicable {
			c.fail("nonanswers", i.Source, "nonanswers", fmt.Sprintf("%q offers %s, which nobody can choose", i.Name, m), "offer refused, dont_know or not_applicable")
		}
	}
}

// preselected warns of an answer that is there before the question was read:
// many people leave it as it is.
func (c *checker) preselected(i *Item) {
	if i.Default != nil && i.Asks() {
		c.warn("preselected", i.Source, "default", fmt.Sprintf("%q comes with an answer filled in, and many people leave it as it is", i.Name),
			"take the default out, unless it is the respondent's own earlier answer")
	}
}
