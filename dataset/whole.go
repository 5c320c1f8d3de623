package dataset

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"sojourn/study"
)

// MaxWhole is the number of different whole numbers up to which a numeric
// column can be read as categories.
const MaxWhole = 60

// AsCategories reads numeric columns of the same item as categories: their
// whole numbers, by size, with one code list for all. Columns that are not
// numeric are given back as they are. It is an error if a value is no whole
// number, or there are more different ones than [MaxWhole].
func AsCategories(columns ...*Column) ([]*Column, error) {
	seen := map[float64]bool{}
	for _, c := range columns {
		if c.Kind != Numeric {
			continue
		}
		for _, x := range c.Seen {
			if err := see(seen, c, x); err != nil {
				return nil, err
			}
		}
		for row, x := range c.Numbers {
			if c.Missing[row] != Present || seen[x] {
				continue
			}
			if err := see(seen, c, x); err != nil {
				return nil, err
			}
		}
	}
	list, at := &CodeList{}, map[float64]uint16{}
	for _, x := range slices.Sorted(maps.Keys(seen)) {
		code := strconv.FormatFloat(x, 'f', -1, 64)
		at[x] = uint16(len(list.Categories))
		list.Categories = append(list.Categories, Category{Code: code, Label: study.Text{"en": code}})
	}
	all := slices.Clone(columns)
	for k, c := range columns {
		if c.Kind != Numeric {
			continue
		}
		v := c.Variable
		v.Kind, v.Codes = Categorical, list
		all[k] = NewColumn(v, c.Len(), NotAsked)
		copy(all[k].Missing, c.Missing)
		for row, x := range c.Numbers {
			all[k].Codes[row] = at[x]
		}
	}
	return all, nil
}

// see adds a number to those that are categories.
func see(seen map[float64]bool, c *Column, x float64) error {
	if x != math.Trunc(x) {
		return fmt.Errorf("%s has values that are no whole numbers, and categories were asked for", c.Name)
	}
	if seen[x] = true; len(seen) > MaxWhole {
		return fmt.Errorf("%s has more than %d different values, and categories were asked for", c.Name, MaxWhole)
	}
	return nil
}

// Look adds to Seen the numbers of a block of the column that it lacks, and
// reports whether more of them could change what [AsCategories] makes of it.
func (c *Column) Look(block *Column) (more bool) {
	for row, x := range block.Numbers {
		if block.Missing[row] != Present || slices.Contains(c.Seen, x) {
			continue
		}
		if c.Seen = append(c.Seen, x); x != math.Trunc(x) || len(c.Seen) > MaxWhole {
			return false
		}
	}
	return true
}
