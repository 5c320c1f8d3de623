package model

import (
	"fmt"
	"slices"
	"strconv"

	"sojourn/dataset"
	"sojourn/study"
)

// WaveVariable is the name under which a formula on several waves calls the
// wave itself: a factor with a category for each wave listed.
const WaveVariable = "wave"

// Long stacks waves for a formula such as "trust ~ age + wave" on a linked
// dataset, where trust is asked in each: a row for each person and wave in
// which everything that the formula takes from the wave has a value. A name
// that the dataset keeps for every wave, as trust_w1 and trust_w2, is taken
// from the wave; any other is of the person. Persons gives for each row of the
// result the row of d; the people are to be the clusters of the design.
//
// It is an error if a variable is in neither form, or in different forms or
// with different categories in different waves.
func Long(f Formula, d *dataset.Dataset, waves []study.WaveID) (long *dataset.Dataset, persons []int32, err error) {
	if len(waves) == 0 {
		return nil, nil, fmt.Errorf("model: no wave is listed for %s", f)
	}
	sources := map[string]source{}
	for _, name := range f.Names() {
		if name == WaveVariable {
			continue
		}
		if sources[name], err = inWaves(d, name, waves); err != nil {
			return nil, nil, err
		}
	}
	var at []int // of waves, by row
	for person := range int32(d.Rows) {
		for w := range waves {
			complete := true
			for _, s := range sources {
				complete = complete && (!s.varies || s.columns[w].Missing[person] == dataset.Present)
			}
			if complete {
				persons, at = append(persons, person), append(at, w)
			}
		}
	}
	return stack(f, sources, waves, persons, at)
}

// A source is a column for each wave; they are all the same where it does not
// vary.
type source struct {
	columns []*dataset.Column
	varies  bool
}

// inWaves finds a column for each wave, or one for all.
func inWaves(d *dataset.Dataset, name string, waves []study.WaveID) (source, error) {
	var columns []*dataset.Column
	for _, w := range waves {
		if c, err := d.Column(dataset.InWave(name, w)); err == nil {
			columns = append(columns, c)
		}
	}
	if len(columns) == 0 {
		c, err := d.Column(name)
		if err != nil {
			return source{}, fmt.Errorf("model: the data have no variable %s, neither of the person nor in the waves %v", name, waves)
		}
		return source{slices.Repeat([]*dataset.Column{c}, len(waves)), false}, nil
	}
	if len(columns) < len(waves) {
		return source{}, fmt.Errorf("model: %s was not asked in all of the waves %v", name, waves)
	}
	for _, c := range columns[1:] {
		if c.Kind != columns[0].Kind || !slices.Equal(codes(c), codes(columns[0])) {
			return source{}, fmt.Errorf("model: %s and %s have different categories: derive variables with common ones", columns[0].Name, c.Name)
		}
	}
	return source{columns, true}, nil
}

func codes(c *dataset.Column) []string {
	if c.Variable.Codes == nil {
		return nil
	}
	var all []string
	for _, category := range c.Variable.Codes.Categories {
		all = append(all, category.Code)
	}
	return all
}

// stack builds the stacked dataset.
func stack(f Formula, sources map[string]source, waves []study.WaveID, persons []int32, at []int) (*dataset.Dataset, []int32, error) {
	long := dataset.New(len(persons))
	list := &dataset.CodeList{Name: WaveVariable}
	for _, w := range waves {
		list.Categories = append(list.Categories, dataset.Category{Code: strconv.Itoa(int(w))})
	}
	wave := dataset.NewColumn(dataset.Variable{Name: WaveVariable, Kind: dataset.Categorical, Codes: list}, len(persons), dataset.Present)
	for i, w := range at {
		wave.Codes[i] = uint16(w)
	}
	if err := long.Add(wave); err != nil {
		return nil, nil, err
	}
	for _, name := range f.Names() {
		columns := sources[name].columns
		if columns == nil {
			continue
		}
		v := columns[0].Variable
		v.Name, v.Wave = name, 0
		c := dataset.NewColumn(v, len(persons), dataset.Skipped)
		for i, person := range persons {
			c.Copy(i, columns[at[i]], int(person))
		}
		if err := long.Add(c); err != nil {
			return nil, nil, err
		}
	}
	return long, persons, nil
}
