package dataset

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/study"
)

// WaveName is the column of a long dataset that says of which wave a row is.
const WaveName = "wave"

// Long turns a linked dataset, one row a person, into one row a person and
// wave, sorted by the person's row and then by wave. A person has a row for
// every wave in which any item has another reason for being empty than
// NotInWave. Columns that belong to no wave are repeated in each row; a column
// of an item has the name that it has without its wave.
//
// What an item's waves cannot share stays apart under its wave's name, and a
// note says why: another kind of variable, or another list of steps on an
// ordinal scale. Lists of a nominal item are joined by their codes.
func Long(d *Dataset, waves []study.WaveID) (*Dataset, study.Problems, error) {
	var rows []personWave
	for row := range d.Rows {
		for _, w := range waves {
			if d.took(row, w) {
				rows = append(rows, personWave{row, w})
			}
		}
	}
	long := New(len(rows))
	var notes study.Problems
	for _, stack := range d.stacks() {
		parts, note := stack.split()
		if note != "" {
			notes = append(notes, study.Problem{Severity: study.Warning, Code: "long-apart", Where: "long form", Column: stack.name,
				What: note, Do: "it stays apart under the name of each wave; derive a variable that both waves can share"})
		}
		for _, part := range parts {
			if err := long.Add(part.lay(rows)); err != nil {
				return nil, nil, err
			}
		}
		if len(long.Columns) == 1 {
			if err := long.Add(waveColumn(rows)); err != nil {
				return nil, nil, err
			}
		}
	}
	return long, notes, nil
}

// A personWave is a row of the long form.
type personWave struct {
	row  int
	wave study.WaveID
}

// took reports whether the person of a row responded in a wave.
func (d *Dataset) took(row int, w study.WaveID) bool {
	return slices.ContainsFunc(d.Columns, func(c *Column) bool {
		return c.Wave == w && c.Item != "" && c.Missing[row] != NotInWave
	})
}

func waveColumn(rows []personWave) *Column {
	c := NewColumn(Variable{Name: WaveName, Kind: Numeric, Scale: Interval, Label: study.Text{"en": "Wave", "ru": "Волна"}}, len(rows), Present)
	for i, at := range rows {
		c.Numbers[i] = float64(at.wave)
	}
	return c
}

// A stack is the columns that become one column of the long form.
type stack struct {
	name    string
	columns []*Column
}

// stacks gathers the columns by the name that they have without their wave, in
// the order in which the names first stand.
func (d *Dataset) stacks() []stack {
	var all []stack
	at := map[string]int{}
	for _, c := range d.Columns {
		name := strings.TrimSuffix(c.Name, InWave("", c.Wave))
		i, known := at[name]
		if !known {
			i = len(all)
			at[name] = i
			all = append(all, stack{name: name})
		}
		all[i].columns = append(all[i].columns, c)
	}
	return all
}

// split takes a stack apart where its columns cannot share a column.
func (s stack) split() (parts []stack, note string) {
	first := s.columns[0]
	for _, c := range s.columns[1:] {
		switch {
		case c.Kind != first.Kind:
			note = "it is of another kind from wave to wave"
		case c.Variable.Codes == nil:
		case (c.Scale == Ordinal || first.Scale == Ordinal) && !sameCodes(c.Variable.Codes, first.Variable.Codes):
			note = "its scale has other steps from wave to wave"
		}
	}
	if note == "" && first.Kind == Multiple && len(s.codes().Categories) > MaxSet {
		note = fmt.Sprintf("its waves together have more than %d categories", MaxSet)
	}
	if note == "" {
		return []stack{s}, ""
	}
	for _, c := range s.columns {
		parts = append(parts, stack{name: c.Name, columns: []*Column{c}})
	}
	return parts, note
}

func sameCodes(a, b *CodeList) bool {
	return slices.EqualFunc(a.Categories, b.Categories, func(x, y Category) bool { return x.Code == y.Code })
}

// codes joins the lists of a stack by their codes; a label is that of the
// latest wave.
func (s stack) codes() *CodeList {
	joined := &CodeList{Name: s.columns[0].Variable.Codes.Name}
	for _, c := range s.columns {
		for _, category := range c.Variable.Codes.Categories {
			if k := joined.Index(category.Code); k >= 0 {
				joined.Categories[k] = category
			} else {
				joined.Categories = append(joined.Categories, category)
			}
		}
	}
	return joined
}

// lay makes the long column of a stack.
func (s stack) lay(rows []personWave) *Column {
	v := s.columns[len(s.columns)-1].Variable
	v.Name, v.Wave = s.name, 0
	if v.Codes != nil {
		v.Codes = s.codes()
	}
	to := NewColumn(v, len(rows), NotInWave)
	for _, from := range s.columns {
		move := from.recoded(v.Codes)
		for i, at := range rows {
			if from.Wave == 0 || from.Wave == at.wave {
				to.Copy(i, move, at.row)
			}
		}
	}
	return to
}

// recoded is the column with its codes moved to another list, which has them all.
func (c *Column) recoded(list *CodeList) *Column {
	if list == nil || sameCodes(list, c.Variable.Codes) {
		return c
	}
	place := make([]int, len(c.Variable.Codes.Categories))
	for i, category := range c.Variable.Codes.Categories {
		place[i] = list.Index(category.Code)
	}
	moved := *c
	moved.Variable.Codes = list
	switch c.Kind {
	case Categorical:
		moved.Codes = make([]uint16, len(c.Codes))
		for row, code := range c.Codes {
			if c.Missing[row] == Present {
				moved.Codes[row] = uint16(place[code])
			}
		}
	case Multiple:
		moved.Sets = make([]uint64, len(c.Sets))
		for row, set := range c.Sets {
			for i, k := range place {
				moved.Sets[row] |= set >> i & 1 << k
			}
		}
	}
	return &moved
}
