package system

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sojourn/estimate"
)

// employment is the published transition from work before departure to work in
// wave 3, N = 494: rows are origins.
var employment = table{
	to: []string{"ru", "int", "ngo", "free", "study", "unemp", "local"},
	from: map[string][]float64{
		"ru":    {53, 50, 10, 36, 6, 19, 29},
		"int":   {10, 66, 0, 17, 2, 9, 8},
		"ngo":   {1, 4, 8, 6, 2, 3, 4},
		"free":  {7, 11, 3, 72, 6, 13, 8},
		"study": {0, 1, 0, 2, 4, 3, 1},
		"unemp": {0, 2, 0, 5, 5, 8, 0},
	},
}

// language is the published transition from wave 2 to wave 3, N = 1,102.
var language = table{
	to: []string{"speak", "no", "irregular", "effort"},
	from: map[string][]float64{
		"speak": {57, 2, 5, 9},
		"no":    {17, 261, 145, 37},
		"learn": {30, 58, 307, 174},
	},
}

type table struct {
	to   []string
	from map[string][]float64
}

// TestTheDemoReproducesThePublishedTables runs the whole program from an empty
// folder to the report and compares what it computed from opened envelopes.
func TestTheDemoReproducesThePublishedTables(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	out := sojourn(t, "demo", "--once", "--out", dir)
	t.Logf("%s", out)
	estimates := read(t, filepath.Join(dir, "estimates.json"))
	checkTransition(t, estimates["employment_w1_w3"], employment, 494)
	checkTransition(t, estimates["language_w2_w3"], language, 1102)
	if got := estimates["life_sat_mean_w2"].Cells[0].Value; math.Round(got*100) != 338 {
		t.Errorf("life satisfaction in wave 2 is %v, want 3.38", got)
	}
	funnel := map[string]float64{"wave1": 1680, "contact": 1032, "wave2": 611}
	for _, c := range estimates["funnel"].Cells {
		if want, ok := funnel[c.Key("step")]; ok && c.Key("of") == "count" && c.Value != want {
			t.Errorf("the funnel has %v at %s, want %v", c.Value, c.Key("step"), want)
		}
	}
	for wave, want := range map[string]float64{"1": 81.2, "2": 80.8} {
		near(t, estimates["trust_locals_waves"], "wave", wave, want)
	}
	for country, want := range map[string]int{"IL": 311, "RS": 434, "DE": 349} {
		i := slices.IndexFunc(estimates["legal_stability_countries_w3"].Cells, func(c estimate.Cell) bool { return c.Key("country_now") == country })
		if i < 0 || estimates["legal_stability_countries_w3"].Cells[i].N > want {
			t.Errorf("%s is missing or has more people than %d", country, want)
		}
	}
	checkEditions(t, dir)
	checkSizes(t, dir)
	checkPanel(t, dir)
	checkAgain(t, dir)
	checkCommonCategories(t, filepath.Join(dir, "study"))
	checkRelease(t, filepath.Join(dir, "study"))
}

// read reads estimates.json by name.
func read(t *testing.T, name string) map[string]estimate.Estimate {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Estimates []estimate.Estimate `json:"estimates"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	byName := map[string]estimate.Estimate{}
	for _, e := range file.Estimates {
		byName[e.Spec.Name] = e
	}
	return byName
}

// checkTransition compares counts cell for cell.
func checkTransition(t *testing.T, e estimate.Estimate, want table, n int) {
	t.Helper()
	seen := 0
	for _, c := range e.Cells {
		row, ok := want.from[c.Key("from")]
		at := slices.Index(want.to, c.Key("to"))
		if c.Key("of") != "count" || c.Key("from") == "" || c.Key("to") == "" {
			continue
		}
		seen++
		if c.N != n {
			t.Errorf("%s: %s to %s has a base of %d, want %d", e.Spec.Name, c.Key("from"), c.Key("to"), c.N, n)
		}
		wanted := 0.0
		if ok && at >= 0 {
			wanted = row[at]
		}
		if c.Value != wanted {
			t.Errorf("%s: %s to %s is %v, want %v", e.Spec.Name, c.Key("from"), c.Key("to"), c.Value, wanted)
		}
	}
	if seen < len(want.from)*len(want.to) {
		t.Errorf("%s has %d cells", e.Spec.Name, seen)
	}
}

// near compares a share with a printed percentage of one decimal.
func near(t *testing.T, e estimate.Estimate, dim, value string, percent float64) {
	t.Helper()
	for _, c := range e.Cells {
		if c.Key(dim) == value {
			if math.Abs(100*c.Value-percent) > 0.15 {
				t.Errorf("%s in %s %s is %.2f %%, want %v", e.Spec.Name, dim, value, 100*c.Value, percent)
			}
			return
		}
	}
	t.Errorf("%s has no cell for %s %s", e.Spec.Name, dim, value)
}

var reference = regexp.MustCompile(`class="number" href="#(n-[^"]+)"`)

// checkEditions shows that both editions exist, are labelled made-up, carry
// the figures and refer to the same numbers.
func checkEditions(t *testing.T, dir string) {
	t.Helper()
	refs := map[string][]string{}
	for lang, madeUp := range map[string]string{"en": "made-up", "ru": "вымышл"} {
		page, err := os.ReadFile(filepath.Join(dir, "report", lang+".html"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.ToLower(string(page)), madeUp) {
			t.Errorf("the %s edition does not say that its data are made up", lang)
		}
		if n := bytes.Count(page, []byte("<svg")); n < 5 {
			t.Errorf("the %s edition has %d figures", lang, n)
		}
		for _, m := range reference.FindAllSubmatch(page, -1) {
			refs[lang] = append(refs[lang], string(m[1]))
		}
		slices.Sort(refs[lang])
		refs[lang] = slices.Compact(refs[lang])
	}
	if len(refs["en"]) < 20 || !slices.Equal(refs["en"], refs["ru"]) {
		t.Errorf("the editions refer to %d and %d numbers", len(refs["en"]), len(refs["ru"]))
	}
}

// checkSizes counts the people of the panel samples in the cut itself.
func checkSizes(t *testing.T, dir string) {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(dir, "report", "en.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []string{"1,680", "2,176", "5,697", "2,170", "470", "10,871"} {
		if !bytes.Contains(page, []byte(n)) {
			t.Errorf("the memo does not give the size %s", n)
		}
	}
}

// checkAgain makes the cut and the report once more from the study folder and
// compares every byte.
func checkAgain(t *testing.T, dir string) {
	t.Helper()
	studyDir, again := filepath.Join(dir, "study"), filepath.Join(dir, "again")
	cuts, err := filepath.Glob(filepath.Join(studyDir, ".sojourn", "cuts", "*", "data.parquet"))
	if err != nil || len(cuts) != 1 {
		t.Fatalf("%d cuts, %v", len(cuts), err)
	}
	first, err := os.ReadFile(cuts[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(studyDir, ".sojourn", "cuts")); err != nil {
		t.Fatal(err)
	}
	sojourn(t, "cut", studyDir)
	sojourn(t, "report", "build", studyDir, "memo-2024", "--out", again)
	second, err := os.ReadFile(cuts[0])
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("the second cut has another hash or other bytes: %v", err)
	}
	for _, lang := range []string{"en", "ru"} {
		a, _ := os.ReadFile(filepath.Join(dir, "report", lang+".html"))
		b, err := os.ReadFile(filepath.Join(again, lang+".html"))
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("the %s edition differs when made again: %v", lang, err)
		}
	}
	a, _ := os.ReadFile(filepath.Join(dir, "estimates.json"))
	b, err := os.ReadFile(filepath.Join(again, "estimates.json"))
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("the estimates differ when made again: %v", err)
	}
}
