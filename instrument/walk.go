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
	answers Answers // as given
	now     time.Time
	known   map[string]expr.Value // of the items passed; empty where not asked
	current expr.Value            // what "." stands for
	counted Answers
	steps   []Step
}

func newWalk(answers Answers, now time.Time) *walk {
	return &walk{answers: answers, now: now, known: map[string]expr.Value{}, counted: Answers{}}
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
func (w *walk) Now() time.Time { return w.now }

// page passes one page.
func (w *walk) page(p *Page) error {
	on, err := w.holds(p.Relevance)
	if err != nil {
		return fmt.Errorf("instrument: relevance of page %s: %w", p.Name, err)
	}
	step := Step{Page: p}
	for _, i := range p.Items {
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
	w.current = expr.Value{}
	on, err := w.holds(i.Relevance)
	if err != nil {
		return false, fmt.Errorf("instrument: relevance of %s: %w", i.Name, err)
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
		given, put := w.answers.put(i.Name)
		if !put && i.Type == Hidden {
			given, put = Answer{Missing: dataset.NotAsked}, true
		}
		if put {
			w.count(i, given)
		} else {
			w.unknown(i)
		}
	}
	return nil
}

func (w *walk) calculate(i *Item) error {
	var v expr.Value
	if i.Calculation != nil {
		var err error
		w.current = i.value(w.answers[i.Name])
		if v, err = i.Calculation.Eval(w); err != nil {
			return fmt.Errorf("instrument: calculation of %s: %w", i.Name, err)
		}
	}
	w.known[i.Name] = v
	w.counted[i.Name] = stored(v)
	return nil
}

// unknown lets later expressions refer to an item that has no entry yet.
func (w *walk) unknown(i *Item) {
	w.known[i.Name] = expr.Value{}
	if i.Other != "" {
		w.known[i.OtherName()] = expr.Value{}
	}
}

// count takes an answer, and the wording that belongs to it, into account.
func (w *walk) count(i *Item, a Answer) {
	w.known[i.Name] = i.value(a)
	w.counted[i.Name] = a
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

// value is an answer as expressions see it; empty without one.
func (i *Item) value(a Answer) expr.Value {
	if a.Missing != dataset.Present || len(a.Values) == 0 {
		return expr.Value{}
	}
	switch i.Type {
	case SelectMultiple:
		return expr.Codes(a.Values)
	case Integer, Decimal:
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
