package system

import (
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/fieldwork/scenario"
	"sojourn/format/xlsform"
	"sojourn/instrument"
)

// TestEveryWayOfAskingReachesTheTable answers the gallery's questionnaire over
// HTTP, by what stands on its pages, and finds every answer in the table of the
// wave.
func TestEveryWayOfAskingReachesTheTable(t *testing.T) {
	form, err := os.ReadFile(filepath.Join("..", "..", "respond", "gallery", "form.md"))
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t)
	h.open(string(form))
	answers := instrument.Answers{}
	for name, values := range map[string][]string{
		"age": {"34"}, "country": {"other"}, "country_other": {"Mongolia"}, "left": {"2022-03"}, "born": {"1990"}, "work": {"free"}, "hours": {"7.5"},
		"home": {"4"}, "settle": {"2"}, "satisfied": {"5"}, "trust": {"0"}, "ladder": {"3"}, "warmth": {"80"},
		"matter": {"safety", "people"}, "reason": {"values"}, "worry": {"papers", "other"}, "worry_other": {"the lease"},
		"sleep": {"8"}, "job": {"9"}, "rest": {"7"}, "land": {"AM"}, "town": {"gyumri"},
		"stay_1": {"TR"}, "months_1": {"4"}, "stays_another_1": {"yes"}, "stay_2": {"RS"}, "months_2": {"11"}, "stays_another_2": {"no"},
		"moved": {"2023-12-31"}, "comment": {"two\nlines"}, "read": {"OK"},
	} {
		answers[name] = instrument.Answer{Values: values}
	}
	answers["safe"] = instrument.Answer{Missing: dataset.DontKnow}
	player := &scenario.Player{Base: h.address, Transport: &http.Transport{}}
	if _, err := player.Play(t.Context(), scenario.Script{Language: "ru", Answers: answers}); err != nil {
		t.Fatal(err)
	}
	wb, _ := xlsform.ReadMarkdown("form.md", form)
	in, _ := xlsform.Instrument(wb)
	table, err := fieldwork.Tabulate(in, []fieldwork.Row{{Key: "a", Response: h.finished()[0]}})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"age": "34", "country": "other", "country_other": "Mongolia", "left": "2022-03", "born": "1990", "occupation": "skipped", "hours": "7.5",
		"safe": "don't know", "trust": "0", "ladder": "3", "warmth": "80", "matter_rank_1": "safety", "matter_rank_2": "people", "matter_rank_3": "skipped",
		"reason_rank_1": "values", "worry_other": "the lease", "sleep": "8", "town": "gyumri", "town_other": "not asked",
		"stay_1": "TR", "months_2": "11", "stay_3": "not asked", "stays_count": "2", "moved": "2023-12-31", "comment": "two\nlines", "read": "OK",
	} {
		c, err := table.Column(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if got := cell(c); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if c, err := table.Column("reason_order"); err != nil || len(c.Texts[0]) < 30 {
		t.Errorf("the order of the reasons is not known: %v", err)
	}
}

// cell is the first row of a column, in words.
func cell(c *dataset.Column) string {
	reasons := map[dataset.Missing]string{dataset.NotAsked: "not asked", dataset.Skipped: "skipped", dataset.DontKnow: "don't know"}
	switch {
	case c.Missing[0] != dataset.Present:
		return reasons[c.Missing[0]]
	case c.Kind == dataset.Categorical:
		return c.Variable.Codes.Categories[c.Codes[0]].Code
	case c.Kind == dataset.Numeric:
		return strconv.FormatFloat(c.Numbers[0], 'f', -1, 64)
	}
	return c.Texts[0]
}
