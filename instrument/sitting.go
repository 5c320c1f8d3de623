package instrument

import (
	"hash/fnv"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"sojourn/dataset"
	"sojourn/instrument/expr"
	"sojourn/study"
)

// A Sitting is what surrounds the answers of one respondent.
type Sitting struct {
	Now time.Time // for today() and now()

	// Seed decides what is left to chance. It must be the same for a respondent
	// every time, and must not be guessable from outside: derive it from the
	// response's own key.
	// Without a seed nothing is shuffled and random() is empty.
	Seed uint64

	// Earlier are the respondent's answers of earlier waves, where they are
	// known; prev() is empty where they are not.
	Earlier map[study.WaveID]Answers
}

// Prev gives an answer of an earlier wave: several codes as a set, all else as
// a text.
func (w *walk) Prev(wave int, item string) expr.Value {
	a := w.sitting.Earlier[study.WaveID(wave)][item]
	switch {
	case a.Missing != dataset.Present:
		return expr.Value{}
	case len(a.Values) > 1:
		return expr.Codes(a.Values)
	}
	return expr.Text(a.Value())
}

// Random gives the next number for the item under way. Without a seed there is
// none: all respondents would draw the same lot.
func (w *walk) Random() expr.Value {
	if w.sitting.Seed == 0 {
		return expr.Value{}
	}
	w.draws++
	return expr.Num(w.lots(w.drawer + " " + strconv.Itoa(w.draws)).Float64())
}

// lots draws for one purpose: the same seed and purpose give the same lots.
func (w *walk) lots(purpose string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(purpose))
	return rand.New(rand.NewPCG(w.sitting.Seed, h.Sum64()))
}

// Column is what a filter knows about the category in question.
func (w *walk) Column(name string) expr.Value { return expr.Text(w.traits[name]) }

// offers reports whether all the codes are offered to the respondent.
func (w *walk) offers(i *Item, codes []string) (bool, error) {
	for _, code := range codes {
		ok, err := w.offered(i, i.Codes.Index(code))
		if !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

// offered reports whether the nth category of the item's list is offered. The
// code for a wording of one's own always is: it has no traits to filter by.
func (w *walk) offered(i *Item, n int) (bool, error) {
	if n < 0 || i.Filter == nil || i.Codes.Categories[n].Code == i.Other && i.Other != "" {
		return n >= 0, nil
	}
	w.traits = nil
	if all := w.in.Traits[i.Codes.Name]; n < len(all) {
		w.traits = all[n]
	}
	return i.Filter.True(w)
}

// Offered lists the categories that the respondent may choose from, in the
// order in which to show them. Exclusive categories and that for a wording of
// one's own keep their places at the end of a shuffled list.
func (s Step) Offered(i *Item) ([]dataset.Category, error) {
	if i.Codes == nil || s.walk == nil {
		return nil, nil
	}
	var free, fixed []dataset.Category
	for n, c := range i.Codes.Categories {
		ok, err := s.walk.offered(i, n)
		switch {
		case err != nil:
			return nil, err
		case !ok:
		case i.Shuffle && s.walk.sitting.Seed != 0 && (c.Code == i.Other || i.exclusive(c.Code)):
			fixed = append(fixed, c)
		default:
			free = append(free, c)
		}
	}
	if i.Shuffle && s.walk.sitting.Seed != 0 {
		if err := s.walk.shuffle(i, free); err != nil {
			return nil, err
		}
	}
	return append(free, fixed...), nil
}

func (w *walk) shuffle(i *Item, categories []dataset.Category) error {
	purpose := "order of " + i.Name
	if i.Seed != nil {
		seed, err := i.Seed.Eval(w)
		if err != nil {
			return err
		}
		purpose = "order by " + seed.Text()
	}
	w.lots(purpose).Shuffle(len(categories), func(a, b int) { categories[a], categories[b] = categories[b], categories[a] })
	return nil
}

// Suggested is what to fill in for an item that the respondent has not come to
// yet. It is not an answer until it comes back with the page.
func (s Step) Suggested(i *Item) (Answer, bool, error) {
	if s.walk == nil {
		return Answer{}, false, nil
	}
	if _, put := s.walk.counted[i.Name]; put {
		return Answer{}, false, nil
	}
	return s.walk.suggest(i)
}

// suggest computes the default of an item. One that the item could not take as
// an answer is none.
func (w *walk) suggest(i *Item) (Answer, bool, error) {
	if i.Default == nil {
		return Answer{}, false, nil
	}
	w.drawer, w.draws = i.Name, 0
	v, err := i.Default.Eval(w)
	if err != nil || v.IsEmpty() {
		return Answer{}, false, err
	}
	values := []string{v.Text()}
	if i.Type == SelectMultiple || i.Type == Rank {
		values = strings.Fields(v.Text())
	}
	values, fault := i.read(values)
	return Answer{Values: values}, fault == "", nil
}
