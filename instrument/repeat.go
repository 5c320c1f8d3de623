package instrument

import (
	"cmp"
	"embed"
	"fmt"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/instrument/expr"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

//go:embed words
var files embed.FS

// words are what respondents read of this package itself.
var words = phrasebook.MustOpen(files, "words")

// A Repeat is a page that is asked several times, such as once for each country
// lived in. It is not kept as such: [Instrument.Unroll] writes it out.
type Repeat struct {
	Name    string
	Page    *Page      // among the pages of the instrument
	Count   *expr.Expr // how many times; nil: as long as the respondent says that there is another
	Max     int        // times at most
	Another study.Text // the question whether there is another; empty: in words of our own
}

// MaxTimes is the number of times that a repeat may be asked at most.
const MaxTimes = 50

// AnotherList names the list of the question whether there is another.
const AnotherList = "another"

// AnotherName is the name of the question, at the end of a time of the repeat,
// whether there is another.
func (r Repeat) AnotherName(time int) string { return fmt.Sprintf("%s_another_%d", r.Name, time) }

// CountName is the name of the item that holds how many times the repeat was
// asked.
func (r Repeat) CountName() string { return r.Name + "_count" }

// timed is the name of something in a repeat at one of its times.
func timed(name string, time int) string { return fmt.Sprintf("%s_%d", name, time) }

// Unroll writes repeats out: the page PAGE becomes PAGE_1, PAGE_2, … up to the
// repeat's limit, an item ITEM in it ITEM_1, ITEM_2, …, and every expression
// and wording speaks of them. So the answers to a repeat are answers like all
// others, and its variables stand side by side. How many times it was asked is
// the calculate REPEAT_count.
func (in *Instrument) Unroll(repeats []Repeat) study.Problems {
	if len(repeats) == 0 {
		return nil
	}
	u := &unroller{in: in, repeats: repeats, of: map[string]*Repeat{}}
	for n := range repeats {
		r := &repeats[n]
		for _, i := range r.Page.Items {
			u.of[i.Name] = r
			for _, name := range i.companions() {
				u.of[name] = r
			}
		}
	}
	var pages []*Page
	for _, p := range in.Pages {
		if n := slices.IndexFunc(repeats, func(r Repeat) bool { return r.Page == p }); n >= 0 {
			pages = append(pages, u.times(&repeats[n])...)
		} else {
			pages = append(pages, u.page(p, nil, 0))
		}
	}
	in.Pages = pages
	return u.problems
}

// An unroller knows which item belongs to which repeat.
type unroller struct {
	in       *Instrument
	repeats  []Repeat
	of       map[string]*Repeat // by the name of the item
	problems study.Problems
}

// binding says what names mean at a time of a repeat; nil and 0 outside.
func (u *unroller) binding(here *Repeat, time int) expr.Binding {
	return expr.Binding{
		Time:   time,
		Inside: func(name string) bool { return here != nil && u.of[name] == here },
		All: func(name string) []string {
			r := u.of[name]
			if r == nil {
				return nil
			}
			var all []string
			for n := range r.Max {
				all = append(all, timed(name, n+1))
			}
			return all
		},
		Count: func(name string) string {
			for _, r := range u.repeats {
				if r.Name == name || u.of[name] != nil && u.of[name].Name == r.Name {
					return r.CountName()
				}
			}
			return ""
		},
	}
}

// times gives the pages of a repeat and, last, one that is never shown and
// counts them.
func (u *unroller) times(r *Repeat) []*Page {
	outside := u.binding(nil, 0)
	on := u.bind(r.Page.Relevance, outside, r.Page.Source, "relevant")
	count := u.bind(r.Count, outside, r.Page.Source, "repeat_count")
	var pages []*Page
	for n := 1; n <= r.Max; n++ {
		p := u.page(r.Page, r, n)
		p.Relevance = on
		switch {
		case count != nil:
			p.Relevance = u.both(on, fmt.Sprintf("(%s) >= %d", count.Source(), n), p.Source)
		case n > 1:
			p.Relevance = u.both(on, fmt.Sprintf("${%s} = 'yes'", r.AnotherName(n-1)), p.Source)
		}
		if count == nil && n < r.Max {
			p.Items = append(p.Items, u.another(r, n))
		}
		pages = append(pages, p)
	}
	counter := &Item{Name: r.CountName(), Type: Calculate, Source: r.Page.Source}
	counter.Calculation = u.parse(r.counting(on, count), r.Page.Source, "repeat_count")
	return append(pages, &Page{Name: r.CountName(), Items: []*Item{counter}, Source: r.Page.Source})
}

// counting is the expression for how many times the repeat is asked.
func (r *Repeat) counting(on, count *expr.Expr) string {
	times := "1"
	if count != nil {
		times = fmt.Sprintf("coalesce(max(0, min(%d, int(%s))), 0)", r.Max, count.Source())
	} else {
		for n := 1; n < r.Max; n++ {
			times += fmt.Sprintf(" + (${%s} = 'yes')", r.AnotherName(n))
		}
	}
	if on == nil {
		return times
	}
	return fmt.Sprintf("if(%s, %s, 0)", on.Source(), times)
}

// another is the question whether there is another.
func (u *unroller) another(r *Repeat, time int) *Item {
	list := u.in.Lists[AnotherList]
	if list == nil {
		list = &dataset.CodeList{Name: AnotherList, Categories: []dataset.Category{
			{Code: "yes", Label: u.say("another.yes")}, {Code: "no", Label: u.say("another.no")}}}
		u.in.Lists[AnotherList] = list
	}
	label := r.Another
	if len(label) == 0 {
		label = u.say("another.ask")
	}
	return &Item{Name: r.AnotherName(time), Type: SelectOne, Codes: list, Label: label, Source: r.Page.Source}
}

// say is a phrase of our own in the languages of the questionnaire.
func (u *unroller) say(key string) study.Text {
	text := study.Text{}
	for _, lang := range u.in.Languages {
		text[lang] = words.In(lang).Say(key)
	}
	return text
}

// page copies a page with every reference bound.
func (u *unroller) page(p *Page, r *Repeat, time int) *Page {
	b := u.binding(r, time)
	bound := *p
	bound.Items, bound.Sums = nil, nil
	bound.Title = u.text(p.Title, b)
	if r == nil {
		bound.Relevance = u.bind(p.Relevance, b, p.Source, "relevant")
	} else {
		bound.Name, bound.Repeat, bound.Time = timed(p.Name, time), r.Name, time
	}
	for _, i := range p.Items {
		bound.Items = append(bound.Items, u.item(i, r, time, b))
	}
	for _, s := range p.Sums {
		named := Sum{Total: s.Total}
		for _, name := range s.Items {
			named.Items = append(named.Items, b.One(name))
		}
		bound.Sums = append(bound.Sums, named)
	}
	return &bound
}

func (u *unroller) item(i *Item, r *Repeat, time int, b expr.Binding) *Item {
	bound := *i
	if r != nil {
		bound.Name = timed(i.Name, time)
	}
	bound.Relevance = u.bind(i.Relevance, b, i.Source, "relevant")
	bound.Constraint = u.bind(i.Constraint, b, i.Source, "constraint")
	bound.RequiredWhen = u.bind(i.RequiredWhen, b, i.Source, "required")
	bound.Calculation = u.bind(i.Calculation, b, i.Source, "calculation")
	bound.Default = u.bind(i.Default, b, i.Source, "default")
	bound.Seed = u.bind(i.Seed, b, i.Source, "parameters")
	if i.Filter != nil {
		f, err := i.Filter.Bind(b)
		u.failed(err, i.Source, "choice_filter")
		bound.Filter = f
	}
	bound.Label, bound.Hint, bound.Guidance = u.text(i.Label, b), u.text(i.Hint, b), u.text(i.Guidance, b)
	bound.ConstraintMessage, bound.RequiredMessage = u.text(i.ConstraintMessage, b), u.text(i.RequiredMessage, b)
	return &bound
}

// text binds the references in a wording.
func (u *unroller) text(text study.Text, b expr.Binding) study.Text {
	if text == nil {
		return nil
	}
	bound := study.Text{}
	for lang, s := range text {
		bound[lang] = pipe.ReplaceAllStringFunc(s, func(slot string) string {
			return "${" + b.One(pipe.FindStringSubmatch(slot)[1]) + "}"
		})
	}
	return bound
}

func (u *unroller) bind(e *expr.Expr, b expr.Binding, at Place, column string) *expr.Expr {
	if e == nil || !u.touches(e) {
		return e
	}
	bound, err := e.Bind(b)
	u.failed(err, at, column)
	return bound
}

// touches reports whether an expression speaks of repeats at all. One that
// does not stays as it was written.
func (u *unroller) touches(e *expr.Expr) bool {
	return e.OutsideRepeat() != "" || slices.ContainsFunc(e.Names(), func(name string) bool {
		return u.of[name] != nil || slices.ContainsFunc(u.repeats, func(r Repeat) bool { return r.Name == name })
	})
}

func (u *unroller) both(a *expr.Expr, b string, at Place) *expr.Expr {
	if a != nil {
		b = "(" + a.Source() + ") and (" + b + ")"
	}
	return u.parse(b, at, "relevant")
}

func (u *unroller) parse(source string, at Place, column string) *expr.Expr {
	e, err := expr.Parse(source)
	u.failed(err, at, column)
	return e
}

// failed tells of an expression that became too long by being written out.
func (u *unroller) failed(err error, at Place, column string) {
	if err == nil {
		return
	}
	u.problems = append(u.problems, study.Problem{Severity: study.Error, Code: "long-repeat", Where: strings.TrimSpace(at.File + " " + at.Sheet), Row: at.Row, Column: column,
		What: "written out for every time of a repeat, the expression becomes too long", Do: fmt.Sprintf("ask fewer than %d times, or split the expression with calculates", cmp.Or(u.repeats[0].Max, MaxTimes))})
}
