// Package statref reads the reference results against which the statistics
// engine is checked: cases that outside software computed, with their data,
// designs and tolerances.
//
// Only tests use it. It knows how the reference directory is laid out and how
// far two numbers may lie apart; it does not know how we compute anything, and
// no package that computes may know of it. The directory is named by
// SOJOURN_STATISTICS_REFERENCES or lies beside the repository; where it is
// not, tests that need it are skipped and say so.
package statref

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/internal/judge"
)

// References is the reference directory.
type References struct {
	dir     string
	Cases   map[string]Case
	Designs map[string]Design
	order   []string
}

// A Case is one entry of the manifest. RCall is its full specification.
type Case struct {
	ID            string          `json:"id"`
	Area          string          `json:"area"`
	Data          []string        `json:"data"`
	Design        string          `json:"design"`
	Prep          string          `json:"prep"`
	Function      string          `json:"function"`
	Args          json.RawMessage `json:"args"`
	RCall         string          `json:"r_call"`
	ExpectError   bool            `json:"expect_error"`
	Tolerance     Tolerance       `json:"tolerance"`
	Engine        string          `json:"engine"` // the verdict, see the constants
	Informational bool            `json:"informational"`
}

// The verdicts: what an engine owes to a case.
const (
	Match            = "match"             // every number within tolerance
	MatchWithFlags   = "match_with_flags"  // the same, and a warning
	Refuse           = "refuse"            // an error that names the cause
	IntervalRequired = "interval_required" // the estimate, and an interval where R has none
	NotEstimable     = "not_estimable"     // the state is named in place of a number
	Report           = "report"            // a result that says what was left out
)

// A Tolerance is how far a number may be off: Abs + Rel·|want|.
type Tolerance struct {
	Rel float64 `json:"rel"`
	Abs float64 `json:"abs"`
}

// A Design says how the rows of a data file came about, in the names of its
// columns; an empty name is none.
type Design struct {
	ID       string `json:"id"`
	Data     string `json:"data"`
	Prep     string `json:"prep"`
	Weights  string `json:"-"`
	Strata   string `json:"-"`
	Clusters string `json:"-"`
	FPC      string `json:"-"`
	Nest     bool   `json:"-"`
}

// UnmarshalJSON reads a design; one without weights is an empty list in the
// manifest.
func (d *Design) UnmarshalJSON(data []byte) error {
	type plain Design
	var file struct {
		plain
		Design json.RawMessage `json:"design"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	*d = Design(file.plain)
	if strings.HasPrefix(string(file.Design), "[") {
		return nil
	}
	var parts struct {
		Weights string `json:"weights"`
		Strata  string `json:"strata"`
		IDs     string `json:"ids"`
		FPC     string `json:"fpc"`
		Nest    bool   `json:"nest"`
	}
	err := json.Unmarshal(file.Design, &parts)
	d.Weights, d.Strata, d.Clusters, d.FPC, d.Nest = parts.Weights, parts.Strata, parts.IDs, parts.FPC, parts.Nest
	return err
}

// Load reads the manifest, or skips the test where the directory is not there.
func Load(t testing.TB) *References {
	t.Helper()
	dir := judge.Statistics.Need(t)
	data, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Cases   []Case   `json:"cases"`
		Designs []Design `json:"designs"`
	}
	if err := json.Unmarshal(data, &manifest); err != nil {
		t.Fatal(err)
	}
	r := &References{dir: dir, Cases: map[string]Case{}, Designs: map[string]Design{}}
	for _, c := range manifest.Cases {
		r.Cases[c.ID] = c
		r.order = append(r.order, c.ID)
	}
	for _, d := range manifest.Designs {
		r.Designs[d.ID] = d
	}
	return r
}

// IDs lists the cases in the order of the manifest.
func (r *References) IDs() []string { return r.order }

// Case finds a case; a name that the manifest does not have fails the test.
func (r *References) Case(t testing.TB, id string) Case {
	t.Helper()
	c, ok := r.Cases[id]
	if !ok {
		t.Fatalf("there is no case %s", id)
	}
	return c
}

// Want reads the expected result of a case.
func (r *References) Want(t testing.TB, id string) map[string]any {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(r.dir, "results", id+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]any
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	return want
}
