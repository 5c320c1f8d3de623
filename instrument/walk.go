package instrument

import (
	"fmt"
	"strconv"
	"time"

	"sojourn/dataset"
	"sojourn/instrument/expr"
)

// A walk is one pass through an instrument. It is also the environment of the
// expressions met on the way.
type walk struct {
	in      *Instrument
	answers Answers // as given
	sitting Sitting
	drawer  string                // name of the item under way, for random()
	draws   int                   // numbers that random() gave for it
	traits  Traits                // of the category in question, in a filter
	known   map[string]expr.Value // of the items passed; empty where not asked
	current expr.Value            // what "." stands for
	counted Answers
	steps   []Step
	closed  []*Page
}

func (in *Instrument) walk(answers Answers, s Sitting) *walk {
	size := 0
	for _, p := range in.Pages {
		size += len(p.Items)
	}
	return &walk{in: in, answers: answers, sitting: s, known: make(map[string]expr.Value, size), counted: make(Answers, size)}
}

// Lookup gives the answer that counts under a name.
func (w *walk) Lookup(name string) (expr.Value, bool) {
	if name == "." {
		return w.current, true
	}
	v, ok := w.known[name]
	return v, ok
}

// Now tells the time of the walk.
func (w *walk) Now() time.Time { return w.sitting.Now }

// page passes one page.
func (w *walk) page(p *Page) error {
	on, err := w.holds(p.Relevance)
	if err != nil {
		return fmt.Errorf("instrument: relevance of page %s: %w", p.Name, err)
	}
	if !on {
		w.closed = append(w.closed, p)
	}
	step := Step{Page: p, walk: w}
	for _, i := range w.items(p) {
		asked, err := w.relevant(i, on)
		if err != nil {
			return err
		}
		if asked && i.Shown() {
			step.Items = append(step.Items, i)
		}
		if err := w.item(i, asked); err != nil {
			return err
		}
	}
	if len(step.Items) > 0 {
		w.steps = append(w.steps, step)
	}
	return nil
}

func (w *walk) relevant(i *Item, onPage bool) (bool, error) {
	if !onPage {
		return false, nil
	}
	w.current, w.drawer, w.draws = expr.Value{}, i.Name, 0
	on, err := w.holds(i.Relevance)
	if err != nil {
		return false, fmt.Errorf("instrument: relevance of %s: %w", i.Name, err)
	}
	return on, nil
}

// required reports whether the item is to be reminded of.
func (w *walk) required(i *Item) (bool, error) {
	if i.Required || i.RequiredWhen == nil {
		return i.Required, nil
	}
	on, err := i.RequiredWhen.True(w)
	if err != nil {
		return false, fmt.Errorf("instrument: required of %s: %w", i.Name, err)
	}
	return on, nil
}

// holds computes a condition; none holds always.
func (w *walk) holds(e *expr.Expr) (bool, error) {
	if e == nil {
		return true, nil
	}
	return e.True(w)
}

// item counts the answer to an item, so that what follows can refer to it.
func (w *walk) item(i *Item, asked bool) error {
	switch {
	case i.Type == Note:
		return nil
	case !asked:
		w.count(i, Answer{Missing: dataset.NotAsked})
	case i.Type == Calculate:
		return w.calculate(i)
	default:
		given, put, err := w.given(i)
		if err != nil {
			return err
		}
		if put {
			w.count(i, given)
		} else {
			w.unknown(i)
		}
	}
	return nil
}

// given is the answer to an item that is asked; false if it was not put to the
// respondent yet. A code that is no longer offered, because an answer before it
// changed, is asked anew.
func (w *walk) given(i *Item) (Answer, bool, error) {
	a, put := w.answers.put(i.Name)
	if i.Type == Hidden && !put {
		a, ok, err := w.suggest(i)
		if !ok {
			a = Answer{Missing: dataset.NotAsked}
		}
		return a, true, err
	}
	if put && i.Filter != nil && a.Missing == dataset.Present {
		ok, err := w.offers(i, a.Values)
		return a, ok, err
	}
	return a, put, nil
}

func (w *walk) calculate(i *Item) error {
	v, err := w.computed(i)
	if err != nil {
		return fmt.Errorf("instrument: calculation of %s: %w", i.Name, err)
	}
	w.known[i.Name] = v
	w.counted[i.Name] = stored(v)
	return nil
}

// computed is the value of a calculate: what was kept, where it is one to be
// kept. One that depends on chance is empty as long as lots cannot be drawn;
// else everybody would fall into the same arm.
func (w *walk) computed(i *Item) (expr.Value, error) {
	w.current = i.value(w.answers[i.Name])
	switch e := i.Calculation; {
	case e == nil:
		return expr.Value{}, nil
	case e.Kept() && !w.current.IsEmpty():
		return w.current, nil
	case e.Draws() && w.sitting.Seed == 0:
		return expr.Value{}, nil
	default:
		return e.Eval(w)
	}
}

// unknown lets later expressions refer to an item that has no entry yet.
func (w *walk) unknown(i *Item) {
	w.known[i.Name] = expr.Value{}
	for _, name := range i.companions() {
		w.known[name] = expr.Value{}
	}
}

// count takes an answer, and the wording that belongs to it, into account.
func (w *walk) count(i *Item, a Answer) {
	w.known[i.Name] = i.value(a)
	w.counted[i.Name] = a
	if i.Type == Rank {
		w.places(i, a)
	}
	if i.Other == "" {
		return
	}
	wording, put := w.answers[i.OtherName()]
	if !a.chose(i.Other) {
		wording = Answer{Missing: dataset.NotAsked}
	} else if !put {
		wording = Answer{Missing: dataset.Skipped}
	}
	w.known[i.OtherName()] = expr.Text(wording.Value())
	w.counted[i.OtherName()] = wording
}

// places keeps the category at each place of a ranking. Places that were left
// open have the reason of the whole item.
func (w *walk) places(i *Item, a Answer) {
	if i.Codes == nil {
		return
	}
	for n := range i.Codes.Categories {
		place := Answer{Missing: a.Missing}
		switch {
		case a.Missing != dataset.Present:
		case n < len(a.Values):
			place.Values = a.Values[n : n+1]
		default:
			place.Missing = dataset.Skipped
		}
		w.known[i.PlaceName(n+1)] = expr.Text(place.Value())
		w.counted[i.PlaceName(n+1)] = place
	}
}

// value is an answer as expressions see it; empty without one.
func (i *Item) value(a Answer) expr.Value {
	if a.Missing != dataset.Present || len(a.Values) == 0 {
		return expr.Value{}
	}
	switch i.Type {
	case SelectMultiple, Rank:
		return expr.Codes(a.Values)
	case Integer, Decimal, Range:
		if x, err := strconv.ParseFloat(a.Values[0], 64); err == nil {
			return expr.Num(x)
		}
	}
	return expr.Text(a.Values[0])
}

// stored is a computed value as it is kept. One that cannot be computed is
// out of any base, hence NotAsked.
func stored(v expr.Value) Answer {
	if v.IsEmpty() {
		return Answer{Missing: dataset.NotAsked}
	}
	return Answer{Values: []string{v.Text()}}
}
