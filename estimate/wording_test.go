package estimate_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/estimate"
	"sojourn/study"
)

func TestMethodsAreSaidInRussian(t *testing.T) {
	for method, want := range map[string]string{
		"share; xlogit interval; weights raked, raking accounted for":   "доля; интервал xlogit; веса raked, калибровка учтена",
		"mean; t interval; unweighted":                                  "среднее; интервал по t; без весов",
		"quantile by rule hf7; wald interval; weights w taken as fixed": "квантиль по правилу hf7; интервал wald; веса w приняты как данные",
		"regression; CR2 errors; unweighted":                            "регрессия; ошибки CR2; без весов",
		"Rao-Scott F; weights w, made anew in every replicate":          "критерий Рао — Скотта, F; веса w, заново построенные в каждой реплике",
		"difference of means; t interval; unweighted; b − a":            "разность средних; интервал по t; без весов; b − a",
	} {
		if got := estimate.MethodText(method); got["ru"] != want || got["en"] != method {
			t.Errorf("%q is said %q and %q, want %q", method, got["ru"], got["en"], want)
		}
	}
}

// english is what is no name: two words of it in a row are a phrase.
var english = regexp.MustCompile(`[a-z]+ (of|with|has|is|the|for|people|taken|are) `)

func TestNoNoteIsInEnglishOnARussianPage(t *testing.T) {
	p := village(t)
	for _, spec := range []string{
		"{measure: table, item: work, waves: [1], by: country, where: \"${country} = 'GE'\"}",
		"{measure: table, item: work, waves: [1], by: sex, test: pearson, where: \"${work_w1} = 'none'\"}",
		"{measure: table, item: work, waves: [1], by: sex, test: Wald, where: \"${cluster} = 1\", design: {clusters: cluster}}",
		"{measure: table, item: work, waves: [1], by: sex, where: \"${income} > 1000\"}",
		"{measure: model, model: {formula: income ~ hours + twice}, derive: [{name: twice, value: \"2 * ${hours}\"}]}",
		"{measure: share, item: trust, waves: [1], where: \"${cluster} = 1 and ${hours} > 35\"}",
	} {
		specs, err := estimate.ParseSpecs([]byte("estimates:\n  - " + strings.Replace(spec, "{", "{name: a, sample: wave1, ", 1) + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		e, err := p.engine(nil).Estimate(specs[0])
		if err != nil {
			t.Fatalf("%s: %v", spec, err)
		}
		if len(e.Notes) == 0 {
			t.Errorf("%s has no note", spec)
		}
		for _, note := range e.Notes {
			if said := note.Text["ru"]; said == "" || english.MatchString(said) {
				t.Errorf("%s: the note is %q in Russian", spec, said)
			}
			readBack(t, note)
		}
		for _, c := range e.Cells {
			if said := estimate.MethodText(c.Method)["ru"]; english.MatchString(said) {
				t.Errorf("%s: the method is %q in Russian", spec, said)
			}
		}
	}
}

// readBack writes a note as JSON and reads it again.
func readBack(t *testing.T, note estimate.Note) {
	t.Helper()
	written, err := json.Marshal(note)
	if err != nil {
		t.Fatal(err)
	}
	var read estimate.Note
	if err := json.Unmarshal(written, &read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(note, read); note.Code == "" || diff != "" {
		t.Errorf("%s is read back otherwise: %s", written, diff)
	}
}

func TestANoteSaysItsCodeAndParamsInJSON(t *testing.T) {
	p := newPeople(t, 6).took("1", times("x", 6)).column("a_w1", "yes no", times("yes", 6)).column("b_w1", "yes no", "yes yes no no yes .")
	specs, err := estimate.ParseSpecs([]byte("estimates:\n  - {name: t, measure: table, item: a, by: b, waves: [1], sample: wave1, note: {en: ours, ru: наша}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := p.engine(nil).Estimate(specs[0])
	if err != nil {
		t.Fatal(err)
	}
	written, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var read estimate.Estimate
	if err := json.Unmarshal(written, &read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(e.Notes, read.Notes); diff != "" {
		t.Errorf("the notes are read back otherwise: %s", diff)
	}
	var codes []string
	for _, n := range read.Notes {
		codes = append(codes, n.Code)
	}
	if got := strings.Join(codes, " "); got != "own undefined fallback empty" {
		t.Errorf("the notes have the codes %s", got)
	}
	why, is := read.Notes[1].Params[0].(estimate.Note)
	if !is || why.Code != "one-category" || len(why.Params) != 1 || why.Params[0] != "a_w1" {
		t.Errorf("the reason is %+v", read.Notes[1].Params)
	}
}

func TestAFileOfAnEarlierVersionHasSentencesForNotes(t *testing.T) {
	var e estimate.Estimate
	if err := json.Unmarshal([]byte(`{"id": "x", "notes": [{"en": "In 2 cells there is nobody in the base.", "ru": "В 2 ячейках никого нет."}]}`), &e); err != nil {
		t.Fatal(err)
	}
	want := []estimate.Note{{Text: study.Text{"en": "In 2 cells there is nobody in the base.", "ru": "В 2 ячейках никого нет."}}}
	if diff := cmp.Diff(want, e.Notes); diff != "" {
		t.Error(diff)
	}
	for _, wrong := range []string{`{"notes": [3]}`, `{"notes": [{"code": "thin", "params": [true], "text": {"en": "x"}}]}`} {
		if err := json.Unmarshal([]byte(wrong), &e); err == nil {
			t.Errorf("%s is read", wrong)
		}
	}
}
