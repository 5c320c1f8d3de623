package estimate_test

import (
	"regexp"
	"strings"
	"testing"

	"sojourn/estimate"
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
			if said := note["ru"]; said == "" || english.MatchString(said) {
				t.Errorf("%s: the note is %q in Russian", spec, said)
			}
		}
		for _, c := range e.Cells {
			if said := estimate.MethodText(c.Method)["ru"]; english.MatchString(said) {
				t.Errorf("%s: the method is %q in Russian", spec, said)
			}
		}
	}
}
