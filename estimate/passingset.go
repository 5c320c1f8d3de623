package estimate

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"math"
	"slices"

	"sojourn/dataset"
	"sojourn/study"
	"sojourn/weight"
)

// A passingSet is a weight set on data that pass.
type passingSet struct {
	*weight.Made
	recipe weight.Recipe
	digest hash.Hash // of the weights that have passed
	whole  string    // why it needs all rows at once
	err    error     // why it cannot be made
}

// A blockSet is a weight set on a block, with what it holds fixed.
type blockSet struct {
	weight.Set
	held weight.Held
}

// recipe is that of a set; nil where there is none of the name.
func (t *Stream) recipe(name string) *weight.Recipe {
	for _, r := range slices.Backward(t.recipes) {
		if name != "" && r.Name == name {
			return &r
		}
	}
	return nil
}

// weigh makes the weight set that a spec names, unless it has been made. It
// says why the set needs all rows at once, or cannot be made.
func (t *Stream) weigh(spec Spec) (whole string, err error) {
	recipe := t.recipe(spec.Weight)
	if recipe == nil {
		return "", nil
	}
	p := t.made[recipe.Name]
	if p == nil {
		p = &passingSet{recipe: *recipe, digest: sha256.New()}
		t.made[recipe.Name] = p
		_, names := t.needed(Spec{Weight: recipe.Name})
		p.Made, err = weight.Follow(*recipe, func(take func(weight.Block) error) error {
			return t.blocks(names, func(block *dataset.Dataset, from int) error {
				b, err := p.base(t.study, block, from)
				if err != nil {
					return err
				}
				return take(b)
			})
		})
		switch {
		case errors.Is(err, weight.ErrManyCells):
			p.whole = fmt.Sprintf("the margins of the weight set %s cross in more than %d cells", recipe.Name, weight.MostCells)
		case err != nil:
			p.err = asProblems(err, recipe.Name)
		}
	}
	return p.whole, p.err
}

// base finds those of a block who get a weight, with the weights that they
// begin with.
func (p *passingSet) base(s *study.Study, block *dataset.Dataset, from int) (b weight.Block, err error) {
	b = weight.Block{Data: block, From: from}
	if b.In, err = base(p.recipe, s, block); err != nil {
		return b, study.Problems{unusable(p.recipe, err)}
	}
	b.Start, err = weight.Starting(p.recipe, b)
	return b, err
}

// on is the set on a block.
func (p *passingSet) on(s *study.Study, block *dataset.Dataset, from int) (*blockSet, error) {
	b, err := p.base(s, block, from)
	if err != nil {
		return nil, err
	}
	set := &blockSet{}
	if set.Set, err = p.On(b); err != nil {
		return nil, err
	}
	bits := make([]byte, 0, 8*len(set.Values))
	for _, w := range set.Values {
		bits = binary.LittleEndian.AppendUint64(bits, math.Float64bits(w))
	}
	p.digest.Write(bits)
	set.held, err = set.Held(block)
	return set, err
}

// look looks through the numbers that may serve as categories, in estimates and
// in margins: which ones there are is known only from all rows.
func (t *Stream) look() error {
	if t.seen != nil {
		return nil
	}
	t.seen = map[string][]float64{}
	open := map[string]*dataset.Column{}
	var names []string
	for _, name := range mentioned(t.source.Variables(), t.sorting()) {
		if c, err := t.header.Column(name); err == nil && c.Kind == dataset.Numeric {
			open[name], names = c, append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	err := t.blocks(names, func(block *dataset.Dataset, _ int) error {
		for _, c := range block.Columns {
			if to := open[c.Name]; to != nil && !to.Look(c) {
				delete(open, c.Name)
			}
		}
		if len(open) == 0 {
			return errSeen
		}
		return nil
	})
	if err != nil && !errors.Is(err, errSeen) {
		return err
	}
	for _, name := range names {
		c, _ := t.header.Column(name) // found above
		t.seen[name] = c.Seen
	}
	return nil
}

// sorting lists what may make cells, of estimates and of margins.
func (t *Stream) sorting() []string {
	var all []string
	for _, s := range t.request.Estimates {
		all = append(all, s.By)
		if slices.Contains([]Measure{Share, Count, Crosstab}, s.Measure) {
			all = append(all, s.Item)
		}
	}
	for _, r := range t.recipes {
		for _, m := range r.Margins {
			all = append(all, m.Item)
		}
	}
	return all
}

// errSeen ends a reading from which nothing more is to be learnt.
var errSeen = errors.New("estimate: enough was seen")
