package clean

import "sojourn/dataset"

// signalled flags the rows whose signal lies above the limit. A table without
// the column, and a row without the number, have no such signal.
func signalled(t *dataset.Dataset, column string, limit float64) []bool {
	hit := make([]bool, t.Rows)
	c, err := t.Column(column)
	if err != nil || c.Kind != dataset.Numeric {
		return hit
	}
	for i := range hit {
		hit[i] = c.Missing[i] == dataset.Present && c.Numbers[i] > limit
	}
	return hit
}
