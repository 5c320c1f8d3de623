package estimate

import (
	"encoding/json"
	"slices"
	"sync"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
	"sojourn/study"
)

// A rolls remembers what estimates on the same data have in common: the
// members of samples and the designs of weight sets. A report of two hundred
// tables asks for each of them two hundred times.
type rolls struct {
	members sync.Map // sample name -> func() ([]bool, error)
	people  sync.Map // rollKey -> func() roll
	designs sync.Map // designKey -> func() made
}

// A roll lists the people of a sample that have a weight.
type roll struct {
	people  []int32
	sampleN int // with a weight or without
}

type rollKey struct{ sample, weights string }

// once is what make returns, made at the first call.
func once[T any](kept *sync.Map, key any, make func() T) T {
	f, known := kept.Load(key)
	if !known {
		f, _ = kept.LoadOrStore(key, sync.OnceValue(make))
	}
	return f.(func() T)()
}

// A membership is who of the rows belongs to a sample.
type membership struct {
	in  []bool
	err error
}

// members tells for every row whether it belongs to a sample. The list is
// shared and must not be changed.
func (e *Engine) members(s study.Sample) ([]bool, error) {
	m := once(&e.rolls.members, s.Name, func() membership {
		in, err := members(s, e.data)
		return membership{in, err}
	})
	return m.in, m.err
}

// enroll finds the people of the sample who meet Where, and tells for every
// row whether it is one of them, with a weight or without.
func (w *work) enroll() (in []bool, err error) {
	if w.everybody {
		in = slices.Repeat([]bool{true}, w.data.Rows)
	} else if in, err = w.engine.members(w.sample); err != nil {
		return nil, err
	}
	var r roll
	switch {
	case w.where != nil:
		in = slices.Clone(in)
		if err := w.where.narrow(in); err != nil {
			return nil, err
		}
		r = w.listed(in)
	case w.everybody || w.weights != nil:
		r = w.listed(in)
	default:
		r = once(&w.engine.rolls.people, rollKey{w.sample.Name, w.spec.Weight}, func() roll { return w.listed(in) })
	}
	w.people, w.sampleN, w.weighted = r.people, r.sampleN, len(r.people)
	return in, nil
}

// listed lists those of in who have a weight. Linear calibration may have made
// it negative.
func (w *work) listed(in []bool) roll {
	var weights []float64
	switch {
	case w.set != nil:
		weights = w.set.Values
	case w.weights != nil:
		weights = w.weights.Numbers // designed refuses what is missing
	}
	r := roll{people: make([]int32, 0, len(in))}
	for i, member := range in {
		if !member {
			continue
		}
		r.sampleN++
		if weights == nil || weights[i] != 0 || w.weights != nil && w.weights.Missing[i] != dataset.Present {
			r.people = append(r.people, int32(i))
		}
	}
	return r
}

// A made is a design, or why there is none.
type made struct {
	design *kernel.Design
	err    error
}

// A designKey is the weight set and the design that estimates have in common,
// without its replicates: those are large, and are not remembered.
type designKey struct{ weights, design string }

// designed sets the design up, or takes the one that another estimate with the
// same weights and the same design has had.
func (w *work) designed() (*kernel.Design, error) {
	key := designKey{weights: w.spec.Weight}
	if d := w.spec.Design; d != nil {
		if d.Replicates != nil {
			return w.newDesign()
		}
		if written, err := json.Marshal(d); err == nil {
			key.design = string(written)
		}
	}
	m := once(&w.engine.rolls.designs, key, func() made {
		d, err := w.newDesign()
		return made{d, err}
	})
	return m.design, m.err
}
