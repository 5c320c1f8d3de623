package clean

import (
	"strings"

	"sojourn/dataset"
)

// Signal reports whether a variable of this name tells how a response came
// about, for rules to read. It is no answer, and never leaves in a release.
func Signal(name string) bool { return strings.HasPrefix(name, "signal_") }

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
