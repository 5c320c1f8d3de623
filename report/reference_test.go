package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReferencesAreReadAsTyped(t *testing.T) {
	got, err := parseReference(" employment_w1_w3 from=ru to=int of=origin show=interval decimals=0 ")
	if err != nil {
		t.Fatal(err)
	}
	want := reference{Name: "employment_w1_w3", Keys: []pair{{"from", "ru"}, {"to", "int"}, {"of", "origin"}}, Show: "interval", Decimals: 0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheOrderOfKeysDoesNotMakeAnotherReference(t *testing.T) {
	a, _ := parseReference("x to=b from=a")
	b, _ := parseReference("x  from=a   to=b show=value")
	if a.canonical() != b.canonical() {
		t.Errorf("%s and %s", a.canonical(), b.canonical())
	}
}

func TestAReferenceMeansOneNumberOrSaysWhatWouldMakeItOne(t *testing.T) {
	shelf := newShelf(estimates(), thresholds)
	tests := []struct{ typed, want string }{ // the value's people, or a part of the problem
		{"life_sat_mean_w2", "2176"},
		{"life_sat_w2 category=1", "89"},
		{"life_sat_w2", "add one of each: category=1|2|3|4|5"},
		{"trust_locals", "wave=1|2|3"},
		{"trust_locals wave=4", "wave is one of 1, 2, 3"},
		{"trust_locals country=ge", "its keys are wave"},
		{"trust_local wave=1", "near to it are trust_change, trust_locals, trust_migrants"},
		{"language_w2_w3 from=learn to=no", "of=count|all|origin"},
		{"language_w2_w3 from=learn to=no of=origin", "58"},
		{"language_w2_w3 from=learn of=count", "569"},
		{"language_w2_w3 of=count", "1132"},
		{"trust_change wave=3 minus=2", "611"},
		{"stability_w3 country=il category=unclear", "hidden by disclosure control"},
	}
	for _, tt := range tests {
		t.Run(tt.typed, func(t *testing.T) {
			r, err := parseReference(tt.typed)
			if err != nil {
				t.Fatal(err)
			}
			at, f := shelf.find(r)
			got := ""
			if f != nil {
				got = f.What + "; " + f.Do
			} else {
				got = newVoice("ru", exile()).Count(shelf.cell(at).Count)
			}
			if f == nil && got != tt.want || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSlipsInReferencesAreNamed(t *testing.T) {
	for typed, want := range map[string]string{
		"":                      "empty",
		"Life":                  "not a name",
		"x y":                   "key=value",
		"x show=colour":         "show=colour is not known",
		"x decimals=many":       "not a whole number",
		"x wave=1 wave=2":       "given twice",
		"figure":                "does not say which",
		"sample show=n":         "does not say which",
		"x category=":           "key=value",
		"life_sat decimals=100": "from 0 to 6",
	} {
		if _, err := parseReference(typed); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("{{%s}}: %v, want %q", typed, err, want)
		}
	}
}
