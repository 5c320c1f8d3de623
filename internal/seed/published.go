package seed

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A Published is one row of the table of published numbers.
type Published struct {
	ID, Source, Figure, Measure, Group, Category, Unit, Note string

	Value   float64
	Printed string // the value as printed, which tells its precision
}

// A Reading says how published rows are computed from the answers, or why they
// are not.
type Reading struct {
	Source, Figure, Measure, Group, Category string // which rows; "*" is any, a group matches by its beginning

	Item   string // or "from@1>to@2": a transition
	Wave   int    // 0: as the row's group says
	Sample string
	Codes  string  // "a+b", "printed=a+b;…", "~" for all others, "mean" or "count"
	Total  float64 // what the printed shares add up to, where that is not 100
	Reason string  // why the rows are not fitted; empty if they are
}

// Tables reads the published rows and the readings.
func Tables() ([]Published, []Reading, error) {
	rows, err := table("data/published.csv")
	if err != nil {
		return nil, nil, err
	}
	published := make([]Published, len(rows))
	for i, r := range rows {
		figure, _, _ := strings.Cut(r["figure"], " ")
		value, _ := strconv.ParseFloat(r["value"], 64) // dates and ranges are not fitted
		published[i] = Published{ID: r["id"], Source: r["source"], Figure: figure, Measure: r["measure"], Group: r["group"],
			Category: r["category"], Unit: r["unit"], Note: r["note"], Value: value, Printed: r["value"]}
	}
	if rows, err = table("data/readings.csv"); err != nil {
		return nil, nil, err
	}
	readings := make([]Reading, len(rows))
	for i, r := range rows {
		wave, _ := strconv.Atoi(r["wave"])
		total, _ := strconv.ParseFloat(r["total"], 64)
		readings[i] = Reading{Source: r["source"], Figure: r["figure"], Measure: r["measure"], Group: r["group"], Category: r["category"],
			Item: r["item"], Wave: wave, Sample: r["sample"], Codes: r["codes"], Total: total, Reason: r["reason"]}
	}
	return published, readings, nil
}

// table reads a file with a heading row into rows by column name.
func table(name string) ([]map[string]string, error) {
	text, err := data.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("seed: %w", err)
	}
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("seed: %s: %w", name, err)
	}
	rows := make([]map[string]string, len(records)-1)
	for i, record := range records[1:] {
		rows[i] = map[string]string{}
		for j, column := range records[0] {
			rows[i][column] = record[j]
		}
	}
	return rows, nil
}

// Of reports whether the reading is of the row.
func (r Reading) Of(p Published) bool {
	is := func(pattern, s string) bool { return pattern == "*" || pattern == s }
	return is(r.Source, p.Source) && is(r.Figure, p.Figure) && is(r.Measure, p.Measure) &&
		(r.Group == "*" || strings.HasPrefix(p.Group, r.Group)) && is(r.Category, p.Category)
}

// A Target is one published number as a statement about the answers.
type Target struct {
	Published
	Item   string
	Wave   int
	To     string // transitions: the second item and its wave
	ToWave int
	Sample string
	Codes  []string // share: any of these; a code "!a" is every code but a
	Into   []string // transitions: codes of To
	Kind   string   // "share", "mean" or "count"
	Share  float64  // the published share, 0 to 1
	Within float64  // half a printed unit, or the stated error, as a share
	Spare  float64  // how many people a share may be off at least: whole people cannot hit every share
}

var (
	groupWave   = regexp.MustCompile(`wave=(\d)`)
	statedError = regexp.MustCompile(`(?:error=|measured )±([\d.]+)`)
	transition  = regexp.MustCompile(`^(\w+)@(\d)>(\w+)@(\d)$`)
)

// Targets pairs published rows with their readings. A row without a reading,
// or one whose category its reading does not name, is an error.
func Targets() ([]Target, error) {
	published, readings, err := Tables()
	if err != nil {
		return nil, err
	}
	var targets []Target
	for _, p := range published {
		r, ok := reading(readings, p)
		if !ok {
			return nil, fmt.Errorf("seed: published row %s has no reading", p.ID)
		}
		if r.Reason != "" {
			continue
		}
		t, err := r.target(p)
		if err != nil {
			return nil, fmt.Errorf("seed: published row %s: %w", p.ID, err)
		}
		targets = append(targets, t)
	}
	return targets, nil
}

// reading is the first reading of the row.
func reading(readings []Reading, p Published) (Reading, bool) {
	for _, r := range readings {
		if r.Of(p) {
			return r, true
		}
	}
	return Reading{}, false
}

func (r Reading) target(p Published) (Target, error) {
	t := Target{Published: p, Item: r.Item, Wave: r.Wave, Sample: r.Sample, Kind: "share", Share: p.Value / 100, Within: precision(p), Spare: 0.5}
	if r.Total > 0 {
		// Shares that are rescaled need not add up in people rounded singly.
		t.Share, t.Spare = p.Value/r.Total, 1
	}
	if m := groupWave.FindStringSubmatch(p.Group); t.Wave == 0 && m != nil {
		t.Wave, _ = strconv.Atoi(m[1])
	}
	switch {
	case r.Codes == "mean" || r.Codes == "count":
		t.Kind = r.Codes
		return t, nil
	case !strings.Contains(r.Codes, "="):
		t.Codes = strings.Split(r.Codes, "+")
		return t, nil
	}
	if m := transition.FindStringSubmatch(r.Item); m != nil {
		t.Item, t.To = m[1], m[3]
		t.Wave, _ = strconv.Atoi(m[2])
		t.ToWave, _ = strconv.Atoi(m[4])
		from, to, _ := strings.Cut(p.Category, "->")
		t.Codes, t.Into = r.codes(from), r.codes(to)
		if t.Into == nil {
			return t, fmt.Errorf("category %q is not read", to)
		}
	} else {
		t.Codes = r.codes(p.Category)
	}
	if t.Codes == nil {
		return t, fmt.Errorf("category %q is not read", p.Category)
	}
	return t, nil
}

// codes are those that the reading gives for a printed category, found by its
// full wording or else by its beginning.
func (r Reading) codes(printed string) []string {
	pairs := strings.Split(r.Codes, ";")
	for _, exact := range []bool{true, false} {
		for _, pair := range pairs {
			key, codes, _ := strings.Cut(pair, "=")
			if key != printed && (exact || !strings.HasPrefix(printed, key)) {
				continue
			}
			if codes == "~" {
				return r.others(pairs)
			}
			return strings.Split(codes, "+")
		}
	}
	return nil
}

// others are all codes but those that the pairs name.
func (r Reading) others(pairs []string) []string {
	var others []string
	for _, pair := range pairs {
		if _, code, _ := strings.Cut(pair, "="); code != "~" {
			others = append(others, "!"+code)
		}
	}
	return others
}

// precision is half of the last printed unit, or the error that was stated for
// a value measured on a picture, as a share.
func precision(p Published) float64 {
	if m := statedError.FindStringSubmatch(p.Note); m != nil {
		e, _ := strconv.ParseFloat(m[1], 64)
		return e / 100
	}
	_, decimals, _ := strings.Cut(p.Printed, ".")
	half := 0.5
	for range decimals {
		half /= 10
	}
	return half / 100
}
