package estimate

import (
	"fmt"
	"strings"

	"sojourn/dataset"
	"sojourn/study"
)

// findItems finds the column of the item in every wave and its categories.
func (q *question) findItems() {
	if q.spec.Item == "" {
		q.items = make([]*dataset.Column, len(q.waves))
		return
	}
	for _, w := range q.waves {
		c := q.column("item", q.spec.Item, w, w != 0)
		if c == nil {
			return
		}
		q.items = append(q.items, c)
	}
	if _, categories := q.wants(); categories || len(q.spec.Categories) > 0 {
		q.items = q.categorised("item", q.items)
	}
	for _, c := range q.items {
		if err := q.suits(c); err != nil {
			q.object("item", err.Error(), "choose another item or another measure")
			return
		}
	}
	if len(q.items) == 0 {
		return
	}
	first := q.items[0]
	for _, c := range q.items[1:] {
		if !sameCodes(first, c) {
			q.object("item", fmt.Sprintf("%s and %s have different categories", first.Name, c.Name), "make one estimate a wave, or derive a variable with common categories")
			return
		}
	}
	q.findCategories(first)
}

// categorised reads numeric columns as categories, where they hold whole
// numbers; none where they cannot be.
func (q *question) categorised(key string, columns []*dataset.Column) []*dataset.Column {
	all, err := dataset.AsCategories(columns...)
	if err != nil {
		q.object(key, err.Error(), "derive a variable with categories, or choose another")
		return nil
	}
	return all
}

// findCategories finds the spec's categories in a column that stands for all
// others.
func (q *question) findCategories(c *dataset.Column) {
	for _, code := range q.spec.Categories {
		if c.Variable.Codes == nil {
			q.object("categories", c.Name+" has no categories", "leave the key out, or choose another item")
			return
		}
		i := c.Variable.Codes.Index(code)
		if i < 0 {
			q.object("categories", fmt.Sprintf("%q is no category of %s", code, c.Name), "use "+strings.Join(codesOf(c.Variable.Codes), ", "))
			return
		}
		q.categories = append(q.categories, uint16(i))
	}
}

// suits tells why a column cannot be measured as the spec asks.
func (q *question) suits(c *dataset.Column) error {
	wantsNumbers, wantsCategories := q.wants()
	switch {
	case wantsCategories && c.Variable.Codes != nil && len(c.Variable.Codes.Categories) == 0:
		return fmt.Errorf("nobody has an answer to %s, and it has no categories", c.Name)
	case wantsNumbers && c.Kind == dataset.Categorical && c.Variable.Codes.Scores() == nil:
		return fmt.Errorf("%s has categories that are no numbers, and no %s can be formed", c.Name, q.spec.Measure)
	case wantsNumbers && notNumeric(c):
		return fmt.Errorf("%s is %s, and no %s can be formed", c.Name, c.Kind, q.spec.Measure)
	case wantsCategories && c.Kind != dataset.Categorical && c.Kind != dataset.Multiple,
		q.spec.Measure == Sum && c.Kind != dataset.Categorical && c.Kind != dataset.Multiple && c.Kind != dataset.Numeric:
		return fmt.Errorf("%s is %s and has no categories", c.Name, c.Kind)
	case (q.spec.Measure == Crosstab || q.spec.Measure == Testing) && wantsCategories && c.Kind == dataset.Multiple:
		return fmt.Errorf("%s is %s, and one category a person is needed", c.Name, c.Kind)
	case len(q.spec.Categories) > 0 && c.Variable.Codes == nil:
		return fmt.Errorf("%s has no categories", c.Name)
	}
	return nil
}

// wants tells whether the item must be a number or have categories.
func (q *question) wants() (numbers, categories bool) {
	switch q.spec.Measure {
	case Mean, Ratio, Quantile, Variance, Deviation, Correlation, Experiment:
		return true, false
	case Difference:
		return len(q.spec.Categories) == 0, len(q.spec.Categories) > 0
	case Sum:
		return false, false
	case Testing:
		kind := q.spec.Test
		numbers := kind == "mean" || procedures()[kind].needs == comparison
		return numbers, !numbers
	}
	return false, true
}

// findOver finds the column below the line of a ratio in every wave.
func (q *question) findOver() {
	if q.spec.Over == "" {
		return
	}
	for _, w := range q.waves {
		c := q.column("over", q.spec.Over, w, w != 0)
		if c == nil {
			return
		}
		if notNumeric(c) {
			q.object("over", c.Name+" has no numbers", "choose another item")
			return
		}
		q.over = append(q.over, c)
	}
}

// column finds an item in a wave or a variable of no wave. An item that was
// asked in other waves only is not taken for a variable of no wave; with must
// the variable of no wave is refused too, for the same number would stand
// under every wave.
func (q *question) column(key, item string, w study.WaveID, must bool) *dataset.Column {
	if w != 0 {
		if c := q.recoded[dataset.InWave(item, w)]; c != nil {
			return c
		}
		if c, err := q.data.Column(dataset.InWave(item, w)); err == nil {
			return c
		}
	}
	c, err := q.data.Column(item)
	if err == nil && !must {
		return c
	}
	switch {
	case err == nil:
		q.object(key, fmt.Sprintf("%s belongs to no wave, and waves are listed", item), "leave waves out")
	case w != 0:
		q.object(key, fmt.Sprintf("the data have no variable %s in wave %d", item, w), "name an item of that wave, or correct the waves")
	default:
		q.object(key, fmt.Sprintf("the data have no variable %s", item), "name a variable of no wave, or list the waves of the item")
	}
	return nil
}
