package statref

import (
	"math"
	"testing"
)

// A witness collects what a comparison complains of.
type witness struct {
	testing.TB
	complaints int
}

func (w *witness) Helper()               {}
func (w *witness) Errorf(string, ...any) { w.complaints++ }

func TestComparisonComplainsOfWhatDiffers(t *testing.T) {
	c := Case{ID: "made-up", Tolerance: Tolerance{Rel: 1e-6}}
	for _, tt := range []struct {
		name       string
		got, want  any
		complaints int
	}{
		{"a number within the tolerance", 1.0000001, 1.0, 0},
		{"a number beyond it", 1.0001, 1.0, 1},
		{"a number that is none", math.NaN(), 1.0, 1},
		{"a value too few", []float64{1}, []any{1.0, 2.0}, 1},
		{"a key that was not computed", map[string]any{}, map[string]any{"se": 1.0}, 1},
		{"words", map[string]any{}, map[string]any{"names": []any{"age"}}, 0},
		{"a matrix", [][]float64{{1, 2}}, map[string]any{"rows": nil, "values": []any{[]any{1.0, 3.0}}}, 1},
		{"a boolean", true, false, 1},
		{"a number that we refuse", []any{NotEstimated}, []any{0.0}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := &witness{TB: t}
			Compare(w, c, tt.got, tt.want)
			if w.complaints != tt.complaints {
				t.Errorf("%d complaints, want %d", w.complaints, tt.complaints)
			}
		})
	}
}

func TestAFrameIsReadWithItsPreparation(t *testing.T) {
	r := Load(t)
	raw, prepared := r.Raw(t, "data/panelA.csv"), r.Frame(t, "panelA.csv", "panel")
	coded := 0
	for i, x := range raw.Numbers("trust_gov_w1") {
		missing := math.IsNaN(prepared.Numbers("trust_gov_w1")[i])
		if x >= 97 {
			coded++
		}
		if (x >= 97 || math.IsNaN(x)) != missing {
			t.Fatalf("row %d has the answer %v and is missing: %v", i, x, missing)
		}
		if missing != math.IsNaN(prepared.Numbers("gov_top2_w1")[i]) {
			t.Fatalf("row %d: the indicator knows what the answer does not", i)
		}
	}
	if coded == 0 {
		t.Error("no non-answer was read")
	}
}
