package model

import (
	"strings"
	"testing"
)

func TestFormulasAreReadAndWrittenBack(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"y ~ age", "y ~ age"},
		{"y~a*b", "y ~ a + b + a:b"},
		{"y ~ a*b*c", "y ~ a + b + c + a:b + a:c + b:c + a:b:c"},
		{"y ~ (a + b):c", "y ~ a:c + b:c"},
		{"y ~ a*b - a", "y ~ b + a:b"},
		{"y ~ a:b + a", "y ~ a + a:b"},
		{"y ~ a + a", "y ~ a"},
		{"y ~ a:b + b:a", "y ~ a:b"},
		{"y ~ 1", "y ~ 1"},
		{"y ~ 0 + a", "y ~ 0 + a"},
		{"y ~ a - 1", "y ~ 0 + a"},
		{"y ~ -1 + a", "y ~ 0 + a"},
		{"is(legal, citizen, permit) ~ factor(wave, 2)*log(income)", "is(legal, citizen, permit) ~ factor(wave, 2) + log(income) + factor(wave, 2):log(income)"},
		{`y ~ is(country, "Sri Lanka")`, `y ~ is(country, "Sri Lanka")`},
		{"children ~ sex + offset(log(years))", "children ~ sex + offset(log(years))"},
		{"доход ~ возраст", "доход ~ возраст"},
	} {
		f, err := Parse(tt.text)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		if f.String() != tt.want {
			t.Errorf("%s is read as %s, want %s", tt.text, f, tt.want)
		}
		if again, err := Parse(f.String()); err != nil || again.String() != f.String() {
			t.Errorf("%s is written as %s and read as %s, %v", tt.text, f, again, err)
		}
	}
}

func TestFormulasThatCannotBeReadSayWhere(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"age", "has no ~"},
		{"~ age", "it ends where the name of a variable is expected"},
		{"y ~", "it ends where the name of a variable is expected"},
		{"y ~ a b", `a sign between terms is expected before "b"`},
		{"y ~ a +", "it ends where"},
		{"y ~ (a + b", "it ends where ) is expected"},
		{"y ~ cube(a)", "cube( is not known"},
		{"y ~ is(a)", "0 codes"},
		{"y ~ log(a, 2)", "1 codes"},
		{"y ~ 0", "explains by nothing"},
		{"y ~ a - a - 1", "explains by nothing"},
		{"y ~ y + a", "explains y by itself"},
		{"y ~ (offset(a) + b):c", "outside brackets"},
		{`y ~ is(a, "b)`, "quotation mark is not closed"},
		{"y ~ a*b*c*d*e*f*g*h*i*j*k*l*m*n", "more than 500 terms"},
		{"y z ~ a", `~ is expected before "z`},
	} {
		if _, err := Parse(tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: the error is %v, want %q", tt.text, err, tt.want)
		}
	}
}

func TestATermIsFoundInEitherOrder(t *testing.T) {
	f, err := Parse("y ~ a*factor(b, 2)")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{"a": 0, "a:factor(b, 2)": 2, "factor(b, 2) : a": 2, "b": -1, "a:b": -1, "a +": -1, "a + c": -1} {
		if got := f.Term(text); got != want {
			t.Errorf("%s is term %d, want %d", text, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("y ~ a*b - a + offset(log(c))")
	f.Add(`is(y, "a b") ~ (a + b):factor(c, 1)`)
	f.Fuzz(func(t *testing.T, text string) {
		first, err := Parse(text)
		if err != nil {
			return
		}
		if again, err := Parse(first.String()); err != nil || again.String() != first.String() {
			t.Errorf("%q is written as %q and read as %q, %v", text, first, again, err)
		}
	})
}
