package statref

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// NotEstimated in place of a computed number says that we refuse a number
// which other software gives: the standard error of a single person.
const NotEstimated = "not estimable"

// Compare sets what was computed against the result of a case, all the way
// down: every number and boolean of want must be there within the tolerance
// of the case, save the keys listed in besides. Words and missing values of
// want are not compared. Computed may be built of maps, slices, matrices,
// numbers and booleans; a matrix of want is compared by its values.
func Compare(t testing.TB, c Case, computed, want any, besides ...string) {
	t.Helper()
	comparison{t, c, besides}.compare(c.ID, plain(computed), want)
}

type comparison struct {
	t       testing.TB
	c       Case
	besides []string
}

func (c comparison) compare(path string, got, want any) {
	c.t.Helper()
	switch want := want.(type) {
	case map[string]any:
		c.compareMap(path, got, want)
	case []any:
		have, ok := got.([]any)
		if single, isNumber := got.(float64); isNumber && len(want) == 1 {
			have, ok = []any{single}, true
		}
		if !ok && wordless(want) == 0 {
			return
		}
		if !ok || len(have) != len(want) {
			c.t.Errorf("%s: computed %v, want %d values", path, got, len(want))
			return
		}
		for i := range want {
			c.compare(fmt.Sprintf("%s[%d]", path, i), have[i], want[i])
		}
	case float64:
		g, ok := got.(float64)
		if got == NotEstimated {
			return
		}
		if !ok || math.IsNaN(g) || math.Abs(g-want) > c.c.Tolerance.Abs+c.c.Tolerance.Rel*math.Abs(want) {
			c.t.Errorf("%s = %v, want %v", path, got, want)
		}
	case bool:
		if got != want {
			c.t.Errorf("%s = %v, want %v", path, got, want)
		}
	}
}

func (c comparison) compareMap(path string, got any, want map[string]any) {
	c.t.Helper()
	if values, isMatrix := want["values"]; isMatrix {
		c.compare(path, got, values)
		return
	}
	have, ok := got.(map[string]any)
	if !ok {
		c.t.Errorf("%s: %T was computed where several results are wanted", path, got)
		return
	}
	for key, w := range want {
		if slices.Contains(c.besides, key) || wordless(w) == 0 {
			continue
		}
		g, ok := have[key]
		if !ok {
			c.t.Errorf("%s.%s was not computed", path, key)
			continue
		}
		c.compare(path+"."+key, g, w)
	}
}

// wordless counts the numbers and booleans in a wanted value.
func wordless(want any) int {
	n := 0
	switch want := want.(type) {
	case map[string]any:
		for _, w := range want {
			n += wordless(w)
		}
	case []any:
		for _, w := range want {
			n += wordless(w)
		}
	case float64, bool:
		n = 1
	}
	return n
}

// plain turns computed values into the forms of decoded JSON.
func plain(x any) any {
	switch x := x.(type) {
	case nil, float64, bool, string:
		return x
	case int:
		return float64(x)
	case mat.Matrix:
		rows, cols := x.Dims()
		all := make([]any, rows)
		for i := range all {
			row := make([]any, cols)
			for j := range row {
				row[j] = x.At(i, j)
			}
			all[i] = row
		}
		return all
	}
	v := reflect.ValueOf(x)
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		all := make([]any, v.Len())
		for i := range all {
			all[i] = plain(v.Index(i).Interface())
		}
		return all
	case reflect.Map:
		all := map[string]any{}
		for _, key := range v.MapKeys() {
			all[key.String()] = plain(v.MapIndex(key).Interface())
		}
		return all
	case reflect.Int32, reflect.Int64:
		return float64(v.Int())
	}
	return x
}
