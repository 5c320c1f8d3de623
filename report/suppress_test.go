package report

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"sojourn/estimate"
	"sojourn/study"
)

var thresholds = study.Disclosure{MinCell: 10, MinBase: 30}

func hidden(e estimate.Estimate) string {
	var names []string
	for _, c := range e.Cells {
		if c.State == estimate.Suppressed {
			var values []string
			for _, k := range c.Keys {
				if k.Dim != waveDim {
					values = append(values, k.Value)
				}
			}
			names = append(names, strings.Join(values, "/"))
		}
	}
	return strings.Join(names, " ")
}

func letters(dim string, n int) []estimate.Key {
	keys := make([]estimate.Key, n)
	for i := range keys {
		s := string(rune('a' + i))
		keys[i] = key(dim, s, s, s)
	}
	return keys
}

func TestSmallGroupsAreHiddenAndSoIsWhatWouldTell(t *testing.T) {
	abc := letters("category", 5)
	one := func(counts ...int) estimate.Estimate {
		return distribution("item", "third", 3, both("item", "item"), abc, counts...)
	}
	byCountry := func(rows ...[]int) estimate.Estimate {
		groups := []estimate.Key{key("country", "il", "", ""), key("country", "rs", "", ""), key("country", "ge", "", "")}
		return grouped("item", "country", both("item", "item"), groups, abc, rows)
	}
	mean := func(ns ...int) estimate.Estimate {
		e := estimate.Estimate{Spec: estimate.Spec{Name: "m", Measure: estimate.Mean, By: "country", Sample: "third"}}
		for i, n := range ns {
			e.Cells = append(e.Cells, estimate.Cell{Keys: []estimate.Key{letters("country", 5)[i]}, Value: 3, Count: n, N: n})
		}
		return made(e)
	}
	tests := []struct {
		name string
		e    estimate.Estimate
		want string
	}{
		{"large groups", one(100, 200, 300), ""},
		{"one small group takes the next smallest with it", one(100, 200, 4), "a c"},
		{"two small groups that are large together", one(300, 6, 6, 200), "b c"},
		{"two small groups that are small together take a third", one(300, 3, 4, 200), "b c d"},
		{"a category that nobody chose", one(300, 0, 200), ""},
		{"a category that nobody chose protects no other", one(300, 0, 200, 4), "c d"},
		{"everybody chose the same", one(300, 0, 0), "a b"},
		{"almost everybody is as telling as few", one(295, 5), "a b"},
		{"a thin base", one(14, 15), "a b"},
		{"a small group in one country takes one in another country", byCountry([]int{100, 90, 5}, []int{100, 60, 50}, []int{200, 180, 170}),
			"il/b il/c rs/b rs/c"},
		{"a small country takes the next smallest, not to follow from the total", byCountry([]int{4, 2, 3}, []int{100, 60, 50}, []int{200, 180, 170}),
			"il/a il/b il/c rs/a rs/b rs/c"},
		{"a mean of few", mean(20, 100, 200), "a b"},
		{"means of many", mean(40, 100, 200), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := hidden(Suppress(tt.e, thresholds)); got != tt.want {
				t.Errorf("hidden: %q, want %q", got, tt.want)
			}
		})
	}
}

func TestANetShareOfFewIsHiddenInItsWaveAlone(t *testing.T) {
	e := Suppress(trend("t", "third", both("t", "t"), map[int][2]int{1: {5, 400}, 2: {395, 400}, 3: {200, 400}}), thresholds)
	for i, want := range []estimate.State{estimate.Suppressed, estimate.Suppressed, ""} {
		if got := e.Cells[i].State; got != want {
			t.Errorf("wave %d: state %q, want %q", i+1, got, want)
		}
	}
}

func TestAHiddenCellKeepsNothingButItsKeys(t *testing.T) {
	before := distribution("item", "third", 3, both("item", "item"), letters("category", 3), 100, 200, 4)
	e := Suppress(before, thresholds)
	data, err := json.Marshal(e.Cells[2])
	if err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(estimate.Cell{Keys: before.Cells[2].Keys, State: estimate.Suppressed})
	if err != nil {
		t.Fatal(err)
	}
	if string(data) != string(want) {
		t.Errorf("the hidden cell is %s", data)
	}
	if before.Cells[2].Count != 4 {
		t.Error("the estimate handed in was changed")
	}
}

// TestNoHiddenCellFollowsFromTheTotals plays the attacker: who knows every
// shown count and all totals that are not hidden themselves writes down the equations and solves them.
func TestNoHiddenCellFollowsFromTheTotals(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	found := 0
	for round := range 400 {
		rows, cols := 2+random.IntN(4), 2+random.IntN(5)
		counts := make([][]int, rows)
		for i := range counts {
			counts[i] = make([]int, cols)
			for j := range counts[i] {
				counts[i][j] = int(math.Exp(random.Float64()*7) - 1)
			}
		}
		for _, e := range []estimate.Estimate{
			distribution("d", "third", 3, both("d", "d"), letters("category", cols), counts[0]...),
			grouped("g", "country", both("g", "g"), letters("country", rows), letters("category", cols), counts),
			transition("m", both("m", "m"), letters("from", rows), letters("to", cols), counts),
		} {
			safe := Suppress(e, thresholds)
			found += strings.Count(hidden(safe), " ")
			if solved := attack(e, safe); solved != "" {
				t.Fatalf("round %d, %s of %v: %s can be computed; hidden are %s", round, e.Spec.Measure, counts, solved, hidden(safe))
			}
		}
	}
	if found == 0 {
		t.Fatal("nothing was ever hidden: the attack proved nothing")
	}
}

// attack tries to compute a hidden count from the shown ones and the totals,
// and names the first that it could. Row bases that no shown number prints are
// unknown too; the totals of columns, and of all, are known.
func attack(truth, safe estimate.Estimate) string {
	rowDim, colDim := "country", categoryDim
	if truth.Spec.Measure == estimate.Transition {
		rowDim, colDim = fromDim, toDim
	}
	unknown := map[string]int{}
	rows, cols := map[string][]string{}, map[string][]string{}
	shownBase := map[string]bool{}
	var margins []string // totals of columns that are cells, and the cells of a table of one row
	for _, c := range safe.Cells {
		row, col := c.Key(rowDim), c.Key(colDim)
		if truth.Spec.Measure == estimate.Transition && c.Key(ofDim) != ofCount {
			continue
		}
		name := row + "/" + col
		if c.State == estimate.Suppressed {
			unknown[name] = len(unknown)
		}
		switch {
		case row == "" && col == "":
			continue
		case row == "":
			margins = append(margins, name)
			continue
		case col == "":
			shownBase[row] = c.State != estimate.Suppressed
			continue
		case truth.Spec.Measure == estimate.Share && c.State != estimate.Suppressed:
			shownBase[row] = true
		}
		rows[row], cols[col] = append(rows[row], name), append(cols[col], name)
	}
	for row := range rows {
		if _, ok := unknown[row+"/"]; !ok && !shownBase[row] {
			unknown[row+"/"] = len(unknown)
		}
		cols[""] = append(cols[""], row+"/")
	}
	var equations [][]float64
	equation := func(names []string, base string) {
		line := make([]float64, len(unknown))
		for _, n := range names {
			if at, ok := unknown[n]; ok {
				line[at]++
			}
		}
		if at, ok := unknown[base]; ok {
			line[at]--
		}
		equations = append(equations, line)
	}
	for row, names := range rows {
		equation(names, row+"/")
	}
	for col, names := range cols {
		if len(rows) > 1 {
			equation(names, "/"+col)
		}
	}
	equation(margins, "")
	for _, name := range determined(equations, unknown) {
		row, col, _ := strings.Cut(name, "/")
		// A large total may well follow from others: it tells of no small group.
		switch {
		case col == "" && peopleIn(truth, rowDim, row) >= thresholds.MinCell:
		case row == "" && peopleIn(truth, colDim, col) >= thresholds.MinCell:
		default:
			return name
		}
	}
	return ""
}

// peopleIn counts the people of a row or a column.
func peopleIn(truth estimate.Estimate, dim, value string) int {
	sum := 0
	for _, c := range truth.Cells {
		if c.Key(dim) == value && (c.Key(categoryDim) != "" || c.Key(fromDim) != "" && c.Key(toDim) != "" && c.Key(ofDim) == ofCount) {
			sum += c.Count
		}
	}
	return sum
}

// determined brings the equations into reduced row echelon form; an unknown
// that stands alone in a row has one solution.
func determined(m [][]float64, unknown map[string]int) []string {
	var solved []string
	lead := 0
	for col := range len(unknown) {
		pivot := -1
		for r := lead; r < len(m); r++ {
			if math.Abs(m[r][col]) > 1e-9 {
				pivot = r
				break
			}
		}
		if pivot < 0 {
			continue
		}
		m[lead], m[pivot] = m[pivot], m[lead]
		scale := m[lead][col]
		for k := range m[lead] {
			m[lead][k] /= scale
		}
		for r := range m {
			if factor := m[r][col]; r != lead && factor != 0 {
				for k := range m[r] {
					m[r][k] -= factor * m[lead][k]
				}
			}
		}
		lead++
	}
	for _, row := range m {
		alone, at := 0, -1
		for k, x := range row {
			if math.Abs(x) > 1e-9 {
				alone, at = alone+1, k
			}
		}
		if alone == 1 {
			for name, i := range unknown {
				if i == at {
					solved = append(solved, name)
				}
			}
		}
	}
	return solved
}

func TestWhatIsHiddenStandsNowhereInThePages(t *testing.T) {
	in := memo(t)
	out := built(t, in)
	safe := Suppress(languages(), thresholds)
	if hidden(safe) != "" {
		t.Fatalf("the fixture hides %s of the matrix", hidden(safe))
	}
	for _, e := range out.Estimates {
		if e.Spec.Name == "stability_w3" && hidden(e) != "il/precarious il/unclear rs/precarious rs/unclear" {
			t.Errorf("hidden of stability_w3: %s", hidden(e))
		}
	}
	// Serbia: 214 and 40 of 434; Israel: 24 and 7 of 311.
	for lang, page := range out.Pages {
		text := string(page)
		for _, secret := range []float64{214. / 434, 40. / 434, 24. / 311, 7. / 311} {
			whole, tenth, _ := strings.Cut(fmt.Sprintf("%.1f", 100*secret), ".")
			if shown := regexp.MustCompile(`[^\d]` + whole + `[.,]` + tenth + `\s?%`).FindString(text); shown != "" {
				t.Errorf("the page in %s shows the hidden %s", lang, shown)
			}
		}
	}
	if strings.Contains(string(out.JSON), "0.4930") || strings.Contains(string(out.JSON), `"count": 214`) {
		t.Error("estimates.json shows a hidden cell")
	}
}
