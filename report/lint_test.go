package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sojourn/estimate"
	"sojourn/study"
)

// Lint lists what is wrong with a report without rendering it.
func Lint(in Input) study.Problems { return newManuscript(in).lint() }

// withText replaces a part of an edition of the sound memo.
func withText(t *testing.T, in *Input, lang study.Lang, old, new string) {
	t.Helper()
	if !bytes.Contains(in.Editions[lang], []byte(old)) {
		t.Fatalf("the edition in %s does not contain %q", lang, old)
	}
	in.Editions[lang] = bytes.Replace(in.Editions[lang], []byte(old), []byte(new), 1)
}

// withEstimate changes one estimate of the sound memo.
func withEstimate(t *testing.T, in *Input, name string, change func(*estimate.Estimate)) {
	t.Helper()
	i := slices.IndexFunc(in.Estimates, func(e estimate.Estimate) bool { return e.Spec.Name == name })
	if i < 0 {
		t.Fatalf("there is no estimate %s", name)
	}
	change(&in.Estimates[i])
}

// TestFaultsOfPublishedReportsAreCaught plants in a sound memo the faults that
// three published reports of a real panel have, by their numbers in the method.
func TestFaultsOfPublishedReportsAreCaught(t *testing.T) {
	tests := []struct {
		name  string
		plant func(t *testing.T, in *Input)
		want  string // the code and a part of what is said
	}{
		{"E1 shares of both waves pooled", func(t *testing.T, in *Input) {
			withEstimate(t, in, "life_sat_w2", func(e *estimate.Estimate) {
				first := distribution("life_sat_w1", "second", 1, e.Title, satisfaction, 200, 300, 700, 600, 376)
				for i := range first.Cells {
					first.Cells[i].Value, first.Cells[i].N = first.Cells[i].Value/2, 2*2176
					e.Cells[i].Value, e.Cells[i].N = e.Cells[i].Value/2, 2*2176
				}
				e.Cells = append(first.Cells, e.Cells...)
			})
			in.Editions["en"] = []byte("Satisfied: {{life_sat_w2 wave=2 category=4}}.")
			in.Editions["ru"] = []byte("Довольны: {{life_sat_w2 wave=2 category=4}}.")
		}, "sum-not-100 the shares of all 2 groups together sum to 100 %"},
		{"E2 a share of a transition that does not say of what", func(t *testing.T, in *Input) {
			withText(t, in, "en", "to=no of=origin}}", "to=no}}")
		}, "ambiguous of=count|all|origin"},
		{"E5 a category counted twice", func(t *testing.T, in *Input) {
			withEstimate(t, in, "life_sat_w2", func(e *estimate.Estimate) {
				e.Cells = append(e.Cells, share(110, 2176, waveKey(2), key("category", "6", "fully, too", "тоже полностью")))
			})
		}, "sum-not-100 105.1 %"},
		{"E6 an order of categories other than the codebook's cannot be written", func(t *testing.T, in *Input) {
			in.Figures = append(in.Figures, Figure{Name: "x", Kind: Bars, Estimate: "life_sat_w2", Pick: map[string]Codes{"category": {"1", "2", "4", "3", "5"}}})
			for _, lang := range []study.Lang{"en", "ru"} {
				withText(t, in, lang, "{{figure life_sat}}", "{{figure x}}")
			}
		}, "scale-order 1, 2, 4, 3, 5"},
		{"E8 almost half, said of 36.6", func(t *testing.T, in *Input) {
			withText(t, in, "en", "The largest group,", "Almost half,")
		}, `verbal-share "half"`},
		{"E8 половина, said of 36.6", func(t *testing.T, in *Input) {
			withText(t, in, "ru", "Самая большая группа", "Почти половина")
		}, `verbal-share "половина"`},
		{"E9 a number typed beside its figure", func(t *testing.T, in *Input) {
			withText(t, in, "en", "is rather satisfied;", "is rather satisfied, 20 % less than before;")
		}, "typed-number 20 %"},
		{"E12 a gap of points worked out by hand", func(t *testing.T, in *Input) {
			withText(t, in, "ru", "{{trust_change wave=3 minus=2}} пункта", "23,1 пункта")
		}, "typed-number 23,1"},
		{"E14 the Russian edition gives another number", func(t *testing.T, in *Input) {
			withText(t, in, "ru", "скорее довольна; совсем не довольны {{life_sat_w2 category=1}}", "скорее довольна; совсем не довольны {{life_sat_w2 category=2}}")
		}, "editions-differ {{life_sat_w2 category=1}} stands here and not in ru.md"},
		{"E11 the editions round differently", func(t *testing.T, in *Input) {
			withText(t, in, "ru", "category=1}}", "category=1 decimals=0}}")
		}, "editions-differ {{life_sat_w2 category=1 decimals=0}} stands here and not in en.md"},
		{"E15 the same measure on another sample", func(t *testing.T, in *Input) {
			other := trend("trust_locals", "second", both("Trusts locals", "Доверяет местным"), map[int][2]int{2: {900, 2176}})
			other.Spec.Name = "trust_all"
			in.Estimates = append(in.Estimates, other)
			for _, lang := range []study.Lang{"en", "ru"} {
				withText(t, in, lang, "{{figure trust}}", "{{trust_all}}")
			}
		}, "other-sample trust_all gives the same measure on another sample"},
		{"E15 a figure over two samples", func(t *testing.T, in *Input) {
			withEstimate(t, in, "trust_migrants", func(e *estimate.Estimate) { e.Spec.Sample = "second" })
		}, "figure-samples panel and second"},
		{"E18 a title that names what the figure does not show", func(t *testing.T, in *Input) {
			in.Figures[1].Title = both("Trust, 5 countries", "Доверие")
		}, "typed-number title of figure \"trust\""},
		{"E18 a figure without a sample", func(t *testing.T, in *Input) {
			withEstimate(t, in, "life_sat_w2", func(e *estimate.Estimate) { e.Sample = nil })
		}, "no-sample"},
		{"E19 the note that the wording changed is missing in Russian", func(t *testing.T, in *Input) {
			withEstimate(t, in, "trust_locals", func(e *estimate.Estimate) { delete(e.Spec.Note, "ru") })
		}, "untranslated is not worded in ru"},
		{"E20 a stacked bar that leaves a part out", func(t *testing.T, in *Input) {
			in.Figures[2].Pick = map[string]Codes{"category": {"stable", "precarious"}, "country": {"ge"}}
		}, "figure-sum-not-100"},
		{"a number without a base", func(t *testing.T, in *Input) {
			withEstimate(t, in, "life_sat_mean_w2", func(e *estimate.Estimate) { e.Cells[0].N, e.Cells[0].Count = 0, 2176 })
		}, "no-base"},
		{"a number below the thresholds", func(t *testing.T, in *Input) {
			withText(t, in, "en", "country=ge category=stable", "country=il category=unclear")
		}, "suppressed is hidden by disclosure control"},
		{"a number that gives away a hidden one", func(t *testing.T, in *Input) {
			net := grouped("stability_w3", "country", both("x", "x"), letters("country", 1), letters("category", 1), nil)
			net.Spec.Name, net.Spec.Categories = "precarious", []string{"precarious"}
			for _, c := range [][3]any{{"rs", 214, 434}, {"ge", 222, 349}, {"other", 1100, 2709}, {"il", 24, 311}} {
				net.Cells = append(net.Cells, share(c[1].(int), c[2].(int), waveKey(3), key("country", c[0].(string), "", "")))
			}
			in.Estimates = append(in.Estimates, net)
			for _, lang := range []study.Lang{"en", "ru"} {
				withText(t, in, lang, "{{citation}}", "{{precarious country=rs}}")
			}
		}, "hidden-elsewhere hides in stability_w3"},
		{"numbers of two cuts in one report", func(t *testing.T, in *Input) {
			withEstimate(t, in, "trust_locals", func(e *estimate.Estimate) { e.Cut = "another" })
		}, "several-cuts"},
		{"an image from elsewhere", func(t *testing.T, in *Input) {
			withText(t, in, "en", "{{figure trust}}", "![trust](https://example.org/trust.png)")
		}, "image"},
		{"HTML in the text", func(t *testing.T, in *Input) {
			withText(t, in, "en", "{{citation}}", "<div>cite us</div>")
		}, "raw-html"},
		{"an edition that is not there", func(t *testing.T, in *Input) {
			delete(in.Editions, "ru")
		}, "no-edition ru"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := memo(t)
			tt.plant(t, &in)
			code, said, _ := strings.Cut(tt.want, " ")
			problems := built(t, in).Problems // a draft with a fault can still be read
			if !slices.ContainsFunc(problems, func(p study.Problem) bool { return p.Code == code && strings.Contains(p.Error(), said) }) {
				t.Errorf("not caught; the linter said:\n%v", problems)
			}
		})
	}
}

func TestOnlyNumbersOfFindingsMustBeReferences(t *testing.T) {
	tests := []struct{ text, want string }{
		{"Nothing to count here.", ""},
		{"They left in 2022, or in 2021–2022.", ""},
		{"On 24 February 2022, on February 24, and on 2022-09-21.", ""},
		{"24 февраля и 21.09.2022, с 23 по 25 сентября", "23"},
		{"In wave 2 and in waves 1, 2 and 3; see section 4 and Figure 5.", ""},
		{"Во 2-й волне и в волнах 1 и 3; см. рис. 5 и таблицу 2.", ""},
		{"WVS-7, ESS10 and COVID-19", ""},
		{"about [[86]] countries and `42` lines", ""},
		{"{{life_sat_w2 category=1}} and no more", ""},
		{"doi 10.5281/zenodo.123", ""},
		{"about 57.0 % of them", "57.0 %"},
		{"2,176 people", "2,176"},
		{"2\u202f176 человек", "2\u202f176"},
		{"**12** and *13*", "12 13"},
		{"2022 % of them", "2022 %"},
		{"the 3 largest groups", "3"},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			var got []string
			for _, r := range parseEdition("en", []byte(tt.text)).runs() {
				for _, at := range typedIn(r.text) {
					got = append(got, r.text[at[0]:at[1]])
				}
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("typed numbers: %q, want %q", s, tt.want)
			}
		})
	}
}

func TestSharesInWordsAreHeldAgainstTheNumberBeside(t *testing.T) {
	tests := []struct{ text, want string }{ // life_sat_w2: 4.1, 12.1, 36.3, 36.6, 10.9 %
		{"More than a third, {{life_sat_w2 category=4}}, are satisfied.", ""},
		{"Almost half, {{life_sat_w2 category=4}}, are satisfied.", "half"},
		{"Two thirds, {{life_sat_w2 category=4}}, are satisfied.", "Two thirds"},
		{"A majority of {{life_sat_w2 category=4}} is satisfied.", "majority"},
		{"On behalf of the third wave.", ""},
		{"Треть, {{life_sat_w2 category=4}}, довольна.", ""},
		{"Большинство, {{life_sat_w2 category=4}}, довольно.", "Большинство"},
		{"В третьей волне {{life_sat_w2 category=4}}.", ""},
		{"Forty per cent are satisfied.", "Forty per cent"},
		{"Двадцать процентов довольны.", "Двадцать процентов"},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			in := memo(t)
			m := newManuscript(in)
			ps := m.fractions(parseEdition("en", []byte(tt.text)))
			switch {
			case tt.want == "" && len(ps) > 0:
				t.Errorf("warned: %v", ps)
			case tt.want != "" && (len(ps) != 1 || !strings.Contains(ps[0].What, fmt.Sprintf("%q", tt.want))):
				t.Errorf("warned %v, want of %q", ps, tt.want)
			}
		})
	}
}

func TestAProblemSaysWhereItStands(t *testing.T) {
	in := memo(t)
	in.Editions["en"] = []byte("# Title\n\nНе число: {{nothing_such}}, and 12 more.\n\n| a | b |\n|---|---|\n| x | {{life_sat_w2 category=9}} |\n")
	var got []string
	for _, p := range Lint(in) {
		if p.Where == "en.md" {
			got = append(got, fmt.Sprintf("%d:%s %s", p.Row, p.Column, p.Code))
		}
	}
	want := "3:11 unknown-estimate 7:7 unknown-value 1:3 title-twice 3:33 typed-number 3:11 editions-differ 7:7 editions-differ"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("problems at\n%s, want\n%s", s, want)
	}
}
