package estimate_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sojourn/estimate"
	"sojourn/internal/judge"
)

// A combination is one question of the specification language on one of the
// made-up data files, and the same in R.
type combination struct {
	name      string
	world     int
	spec      string // YAML in braces
	r         string // lines that call the functions of testdata/judge.R
	tolerance float64
}

// worlds is the number of data files of a run.
const worlds = 8

// TestMadeUpCombinationsAgreeWithR draws data and specs and lets R answer the
// same. SOJOURN_PROVE=1 draws several hundred.
func TestMadeUpCombinationsAgreeWithR(t *testing.T) {
	r := lookForR(t)
	count, seed := 46, uint64(1)
	if os.Getenv("SOJOURN_PROVE") != "" {
		count = 600
	}
	if n, err := strconv.ParseUint(os.Getenv("SOJOURN_PROVE_SEED"), 10, 64); err == nil {
		seed = n
	}
	dir := t.TempDir()
	var files []string
	for w := range worlds {
		files = append(files, newWorld(seed*1000+uint64(w)))
		keep(t, filepath.Join(dir, fmt.Sprintf("world%d.csv", w)), files[w])
	}
	m := &combiner{Rand: rand.New(rand.NewPCG(seed, 5))}
	var all []combination
	for i := range count {
		all = append(all, m.draw(i))
	}
	said := judged(t, r, dir, all)
	stopped := 0
	for _, keys := range said {
		for key := range keys {
			if strings.HasPrefix(key, "error") {
				stopped++
			}
		}
	}
	if stopped > len(all)/10 {
		t.Errorf("R stops at %d of %d combinations", stopped, len(all))
	}
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) { agree(t, c, files[c.world], said[c.name]) })
	}
}

func lookForR(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("skipped: short")
	}
	return judge.R(t, "survey")
}

func keep(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// judged runs all combinations in one session of R and reads what it says of
// each, by key; what stopped R stands under "error".
func judged(t *testing.T, r, dir string, all []combination) map[string]map[string][]string {
	t.Helper()
	functions, err := os.ReadFile(filepath.Join("testdata", "judge.R"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.Write(functions)
	for w := range worlds {
		fmt.Fprintf(&b, "x%d <- world(\"world%d.csv\", c(\"%s\"))\n", w, w, strings.Join(wordColumns, `", "`))
	}
	for _, c := range all {
		fmt.Fprintf(&b, "case <- %q\nx <- x%d\ntryCatch({\n%s\n}, error = function(e) put(paste(\"error\", conditionMessage(e))))\n", c.name, c.world, c.r)
	}
	b.WriteString("write.csv(do.call(rbind, answers), \"said.csv\", row.names = FALSE)\n")
	keep(t, filepath.Join(dir, "judge.R"), b.String())
	command := exec.Command(r, "judge.R")
	command.Dir, command.Env = dir, append(os.Environ(), "LC_ALL=C")
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	content, err := os.ReadFile(filepath.Join(dir, "said.csv"))
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]map[string][]string{}
	for _, record := range records[1:] {
		if said[record[0]] == nil {
			said[record[0]] = map[string][]string{}
		}
		said[record[0]][record[1]] = record[2:]
	}
	return said
}

// agree computes a combination and compares each number that R gives.
func agree(t *testing.T, c combination, data string, said map[string][]string) {
	t.Helper()
	got, err := requested(t, judgeSets+"estimates:\n  - "+strings.Replace(c.spec, "{", "{name: made-up, ", 1)+"\n", data)
	for key := range said {
		if strings.HasPrefix(key, "error") {
			t.Skipf("skipped: %s\n%s\nR says %s", c.spec, c.r, key)
		}
	}
	if _, refused := said["refuse"]; refused {
		if err == nil {
			t.Errorf("%s\n%s\nthis has no degrees of freedom left, or no finite value, and is to be refused", c.spec, c.r)
		}
		return
	}
	if err != nil {
		t.Fatalf("%s\n%s\nwe refuse: %v", c.spec, c.r, err)
	}
	ours, compared := map[string]estimate.Cell{}, 0
	for _, cell := range got.Cells {
		ours[nameOf(cell)] = cell
	}
	for key, line := range said {
		cell, there := ours[key]
		if !there {
			continue
		}
		compared++
		for k, what := range []string{"value", "se", "low", "high", "df", "statistic", "p"} {
			want, err := strconv.ParseFloat(line[k], 64)
			if err != nil || math.IsNaN(want) || k > 0 && k < 5 && cell.State != "" {
				continue
			}
			scale := math.Abs(want)
			if k == 2 || k == 3 { // an end may lie anywhere near zero
				scale = max(scale, cell.SE)
			}
			if x := fieldOf(cell, k); math.Abs(x-want) > 1e-9+c.tolerance*scale || math.IsNaN(x) {
				t.Errorf("%s %s is %v, in R %v\n%s\n%s", key, what, x, want, c.spec, c.r)
			}
		}
	}
	if _, silent := said["passed over"]; compared == 0 && !silent {
		t.Errorf("nothing of %d cells was compared\n%s\n%s", len(got.Cells), c.spec, c.r)
	}
}

func fieldOf(c estimate.Cell, k int) float64 {
	if c.Test == nil {
		c.Test = &estimate.Test{Statistic: math.NaN(), P: math.NaN()}
	}
	return []float64{c.Value, c.SE, c.Low, c.High, c.DF, c.Test.Statistic, c.Test.P}[k]
}
