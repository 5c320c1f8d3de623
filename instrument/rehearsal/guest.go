package rehearsal

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/instrument/expr"
)

// tries is how often something else is typed where an answer was sent back,
// before the item is left empty.
const tries = 12

// A Guest is one made-up respondent. What a guest types is drawn by lot, near
// the values that the questionnaire's conditions speak of, so that both sides of
// a threshold are met.
type Guest struct {
	now   time.Time
	lots  *rand.Rand
	hints map[string][]string // by item, what conditions hold it against

	page *instrument.Page    // that was posted last
	form map[string][]string // and what was posted
}

// NewGuest returns a respondent who answers at the given moment and whose lots
// are drawn from lots.
func NewGuest(in *instrument.Instrument, now time.Time, lots *rand.Rand, exits ...instrument.Exit) *Guest {
	g := &Guest{now: now, lots: lots, hints: hints(in)}
	for _, e := range exits {
		values, items := e.Literals()
		for _, name := range items {
			g.hints[name] = append(g.hints[name], values...)
		}
	}
	return g
}

// begin forgets the sitting before.
func (g *Guest) begin() { g.page, g.form = nil, nil }

// hints collects the values written beside each item in the conditions.
func hints(in *instrument.Instrument) map[string][]string {
	found := map[string][]string{}
	note := func(e *expr.Expr, names ...string) {
		if e == nil {
			return
		}
		for _, name := range append(names, e.Names()...) {
			found[name] = append(found[name], e.Literals()...)
		}
	}
	for _, p := range in.Pages {
		note(p.Relevance)
		for _, i := range p.Items {
			note(i.Relevance)
			note(i.RequiredWhen)
			note(i.Calculation)
			note(i.Constraint, i.Name)
		}
	}
	return found
}

// Answer fills in a page and posts it, until it is taken: what was sent back is
// drawn anew, and in the end left empty, insisting. False says that the page
// came back even so.
func (g *Guest) Answer(step instrument.Step, post func(form map[string][]string, insist bool) []instrument.Fault) bool {
	form := g.filled(step)
	g.page, g.form = step.Page, form
	for range tries {
		faults := post(maps.Clone(form), false)
		if len(faults) == 0 {
			return true
		}
		for _, f := range faults {
			clearFields(form, f.Item)
			g.fill(form, step, f.Item)
		}
		g.sums(form, step)
	}
	for n := range 2 {
		faults := post(maps.Clone(form), true)
		if len(faults) == 0 {
			return true
		}
		for _, i := range step.Items {
			if n > 0 || slices.ContainsFunc(faults, func(f instrument.Fault) bool { return f.Item == i }) {
				clearFields(form, i)
			}
		}
		for _, s := range step.Page.Sums {
			for _, name := range s.Items {
				delete(form, name)
			}
		}
	}
	return len(post(form, true)) == 0
}

// filled draws a whole page. On one that comes back it draws what is not there
// yet, and what depends on other answers.
func (g *Guest) filled(step instrument.Step) map[string][]string {
	form := map[string][]string{}
	if g.page == step.Page {
		form = g.form
	}
	for _, i := range step.Items {
		if i.Filter != nil {
			clearFields(form, i)
		}
		if _, there := form[i.Name]; i.Asks() && !there {
			g.fill(form, step, i)
		}
	}
	g.sums(form, step)
	return form
}

// clearFields takes out what was typed for an item.
func clearFields(form map[string][]string, i *instrument.Item) {
	delete(form, i.Name)
	delete(form, i.OtherName())
}

// fill draws what is typed for one item: now and then nothing, or a reason.
func (g *Guest) fill(form map[string][]string, step instrument.Step, i *instrument.Item) {
	switch lot := g.lots.IntN(20); {
	case lot == 0:
		return
	case lot == 1 && len(i.NonAnswers) > 0:
		form[i.Name] = []string{reasons[i.NonAnswers[g.lots.IntN(len(i.NonAnswers))]]}
		return
	}
	if values := g.draw(step, i); len(values) > 0 {
		form[i.Name] = values
		if i.Other != "" && slices.Contains(values, i.Other) {
			form[i.OtherName()] = []string{"something else"}
		}
	}
}

var reasons = map[dataset.Missing]string{
	dataset.Refused: instrument.FormRefused, dataset.DontKnow: instrument.FormDontKnow, dataset.NotApplicable: instrument.FormNotApplicable,
}

func (g *Guest) draw(step instrument.Step, i *instrument.Item) []string {
	switch i.Type {
	case instrument.SelectOne, instrument.SelectMultiple, instrument.Rank:
		return g.choose(step, i)
	case instrument.Integer, instrument.Decimal:
		return []string{g.number(i)}
	case instrument.Range:
		return g.point(i.Slider)
	case instrument.Date:
		return []string{g.date(i)}
	case instrument.Acknowledge:
		return []string{instrument.Acknowledged}
	}
	if texts := g.hints[i.Name]; len(texts) > 0 && g.lots.IntN(2) == 0 {
		return []string{texts[g.lots.IntN(len(texts))]}
	}
	return []string{[]string{"some words", "word", "12345", "name@example.org", "a longer answer of several words"}[g.lots.IntN(5)]}
}

// long is from how many choices on those of which conditions speak are taken
// more often than by chance: in a list of countries it would pass them by.
const long = 12

// choose draws from what is offered.
func (g *Guest) choose(step instrument.Step, i *instrument.Item) []string {
	offered, err := step.Offered(i)
	if err != nil || len(offered) == 0 {
		return nil
	}
	g.lots.Shuffle(len(offered), func(a, b int) { offered[a], offered[b] = offered[b], offered[a] })
	if len(offered) > long && g.lots.IntN(4) == 0 {
		spoken := slices.IndexFunc(offered, func(c dataset.Category) bool { return slices.Contains(g.hints[i.Name], c.Code) })
		if spoken > 0 {
			offered[0], offered[spoken] = offered[spoken], offered[0]
		}
	}
	take := 1
	if i.Type != instrument.SelectOne {
		take += g.lots.IntN(len(offered))
	}
	var codes []string
	for _, c := range offered[:take] {
		if !slices.Contains(i.Exclusive, c.Code) {
			codes = append(codes, c.Code)
		} else if len(codes) == 0 {
			return []string{c.Code}
		}
	}
	return codes
}

// number draws near a value of some condition, or between 0 and 100, which is
// where ages, shares and hours are.
func (g *Guest) number(i *instrument.Item) string {
	var near []float64
	for _, text := range g.hints[i.Name] {
		if x, err := strconv.ParseFloat(text, 64); err == nil {
			near = append(near, x)
		}
	}
	x := float64(g.lots.IntN(101))
	switch {
	case len(near) > 1 && g.lots.IntN(2) == 0:
		a, b := slices.Min(near), slices.Max(near)
		x = float64(int64(a + g.lots.Float64()*(b-a)))
	case len(near) > 0 && g.lots.IntN(3) > 0:
		x = near[g.lots.IntN(len(near))] + float64(g.lots.IntN(3)-1)
	}
	if i.Type == instrument.Integer {
		x = float64(int64(x))
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

func (g *Guest) point(s *instrument.Slider) []string {
	if s == nil || s.Step == 0 {
		return nil
	}
	points := int((s.End-s.Start)/s.Step) + 1
	x := s.Start + float64(g.lots.IntN(max(1, points)))*s.Step
	return []string{strconv.FormatFloat(x, 'f', -1, 64)}
}

// date draws a day of the last hundred years, of the last eight as often as not,
// or one beside a day of some condition.
func (g *Guest) date(i *instrument.Item) string {
	day := g.now.AddDate(0, 0, -g.lots.IntN([]int{3_000, 36_000}[g.lots.IntN(2)]))
	for _, text := range g.hints[i.Name] {
		if d, err := time.Parse(time.DateOnly, text); err == nil && g.lots.IntN(2) == 0 {
			day = d.AddDate(0, 0, g.lots.IntN(61)-30)
		}
	}
	return strings.Join(strings.Split(day.Format(time.DateOnly), "-")[:i.Precision()], "-")
}

// sums makes the numbers of a page add up where it asks for that.
func (g *Guest) sums(form map[string][]string, step instrument.Step) {
	for _, s := range step.Page.Sums {
		var shown []string
		for _, i := range step.Items {
			if slices.Contains(s.Items, i.Name) {
				shown = append(shown, i.Name)
			}
		}
		left := s.Total
		for n, name := range shown {
			part := left
			if n < len(shown)-1 {
				part = float64(int64(g.lots.Float64() * left))
			}
			left -= part
			form[name] = []string{strconv.FormatFloat(part, 'f', -1, 64)}
		}
	}
}
