package study

import (
	"errors"
	"fmt"
	"testing"
)

func TestWhatAPersonCanMendIsFoundInAnyError(t *testing.T) {
	one := Problem{Severity: Error, Where: "study.yaml", What: "no title", Do: "give one"}
	for name, tt := range map[string]struct {
		err  error
		want int
	}{
		"one":                 {one, 1},
		"several":             {Problems{one, one}, 2},
		"one that is wrapped": {fmt.Errorf("desk: %w", one), 1},
		"several, wrapped":    {fmt.Errorf("desk: %w", Problems{one, one}), 2},
		"another error":       {errors.New("disk full"), 0},
		"none":                {nil, 0},
	} {
		if got := ProblemsOf(tt.err); len(got) != tt.want {
			t.Errorf("%s: %v, want %d", name, got, tt.want)
		}
	}
}
