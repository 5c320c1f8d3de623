package expr

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// respondent is the environment of most tests: answers by name, at noon of a
// fixed day.
type respondent map[string]Value

func (r respondent) Lookup(name string) (Value, bool) {
	v, ok := r[name]
	return v, ok
}

func (r respondent) Now() time.Time { return time.Date(2022, 9, 21, 12, 0, 0, 0, time.UTC) }

var anna = respondent{
	"age": Num(34), "country": Text("GE"), "left": Text("2022-03"), "left_day": Text("2022-03-05"),
	"with":   Codes([]string{"partner", "cat"}),
	"plans":  Picked([]string{"stay", "return", "third"}, 0b101),
	"income": {}, "возраст": Num(34), "prev.country": Text("AM"), "scale": Text("4"), ".": Num(17),
}

func TestConditionsAsPeopleWhoFieldSurveysExpectThem(t *testing.T) {
	tests := []struct {
		condition string
		want      bool
	}{
		{"${age} >= 18 and ${country} = 'GE'", true},
		{`${country} = "AM" or ${age} < 30`, false},
		{"${age} != 30", true},
		{"not(${country} = 'GE')", false},
		{"${ age } = 34", true},
		{"${возраст} = 34", true},
		{"${prev.country} != ${country}", true},
		{"selected(${with}, 'cat')", true},
		{"selected(${with}, 'ca')", false},
		{"selected(${plans}, 'third') and not(selected(${plans}, 'return'))", true},
		{"count-selected(${plans}) = 2", true},
		{"selected-at(${with}, 1) = 'cat'", true},
		{"selected-at(${with}, 2) = ''", true},
		{"selected('a b c', 'b')", true},
		{"${with} = 'partner cat'", true},
		{". >= 18", false},
		{"${scale} > 3", true},
		{"${scale} = 4", true},
		{"${scale} = '4'", true},
		{"${scale} = '4.0'", false},
		{"${country} > 3", false},
		{"true() and not(false())", true},
		{"(1 < 2) = true()", true},
		{"(1 < 2) = 'false'", false},
		{"regex(${country}, '[A-Z]{2}')", true},
		{"regex(${country}, '[A-Z]')", false}, // the whole text, as in ODK
		{"contains('Tbilisi', 'bil') and starts-with('Tbilisi', 'Tb') and ends-with('Tbilisi', 'si')", true},
		{"1 + 2 * 3 = 7 and (1 + 2) * 3 = 9 and 7 mod 4 = 3 and 7 div 2 = 3.5", true},
		{"-2 + 3 = 1 and 2 - -1 = 3 and ${age}-4 = 30", true},
		{"1 = 1 or 1 = 2 and 1 = 2", true}, // and binds more tightly
	}
	for _, tt := range tests {
		if got := holds(t, tt.condition, anna); got != tt.want {
			t.Errorf("%s is %v, want %v", tt.condition, got, tt.want)
		}
	}
}

func TestNobodyIsCountedOnTheStrengthOfAMissingAnswer(t *testing.T) {
	for condition, want := range map[string]bool{
		"${income} = ''":                true,
		"${income} != ''":               false,
		"${income} = 'low'":             false,
		"${income} != 'low'":            false,
		"${income} < 5":                 false,
		"${income} >= 0":                false,
		"${income} = ${income}":         false,
		"${income} = 0":                 false,
		"${income} + 1 = 1":             false,
		"1 div 0 > 5":                   false,
		"${income}":                     false,
		"not(${income})":                true,
		"selected(${income}, 'low')":    false,
		"count-selected(${income}) = 0": true,
		"string-length(${income}) = 0":  true,
		"coalesce(${income}, 3) = 3":    true,
		"sum(1, ${income}, 2) = 3":      true,
		"max(${income}, 2) = 2":         true,
	} {
		if got := holds(t, condition, anna); got != want {
			t.Errorf("%s is %v, want %v", condition, got, want)
		}
	}
}

func TestDates(t *testing.T) {
	for condition, want := range map[string]bool{
		"${left} >= '2022-02-24'":                            true, // a month stands for its first day
		"${left} < '2022-03-02'":                             true,
		"${left_day} < '2022-09-21'":                         true,
		"${left_day} < today()":                              true,
		"today() = '2022-09-21'":                             true,
		"today() - ${left_day} = 200":                        true,
		"decimal-date-time('1970-01-11') = 10":               true,
		"decimal-date-time('1970-01-11T12:00:00') = 10.5":    true,
		"date(10) = '1970-01-11'":                            true,
		"date('2022-02-30') = ''":                            true,
		"date(now()) = today()":                              true,
		"format-date(${left_day}, '%e.%m.%Y') = '5.03.2022'": true,
		"'2022-13-01' < 5":                                   false,
	} {
		if got := holds(t, condition, anna); got != want {
			t.Errorf("%s is %v, want %v", condition, got, want)
		}
	}
}

func TestCalculations(t *testing.T) {
	for source, want := range map[string]string{
		"if(${age} >= 18, 'adult', 'minor')": "adult",
		"${age} > 17":                        "1",
		"round(2.5)":                         "3",
		"round(-2.5)":                        "-3",
		"round(3.14159, 2)":                  "3.14",
		"int(-3.7)":                          "-3",
		"abs(-3) + pow(2, 3)":                "11",
		"min(3, 1, 2)":                       "1",
		"number('1e2')":                      "100",
		"number('inf')":                      "",
		"number('0x10')":                     "",
		"1 div 0":                            "",
		"concat('a', ${income}, 'b', 1)":     "ab1",
		"join(', ', 'a', '', 'b')":           "a, b",
		"substr('Ереван', 0, 3)":             "Ере",
		"substr('Ереван', -3)":               "ван",
		"substr('Ереван', 4, 2)":             "",
		"string-length('Ереван')":            "6",
		"once('new')":                        "17",
		"string(0.5)":                        "0.5",
		"${plans}":                           "stay third",
	} {
		e, err := Parse(source)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		v, err := e.Eval(anna)
		if err != nil || v.Text() != want {
			t.Errorf("%s is %q, %v, want %q", source, v.Text(), err, want)
		}
	}
}

func TestMistakesAreNamedWhereTheyStand(t *testing.T) {
	tests := []struct {
		source string
		offset int
		says   string
	}{
		{"", 0, "found the end"},
		{"${age} >", 8, "found the end; expected a value"},
		{"age > 18", 0, "write ${age} for an answer"},
		{"${age > 18", 0, "not closed"},
		{"${last-saved#age} > 1", 0, "last-saved# is not supported"},
		{"${} = 1", 0, "is no name"},
		{"${a} = ‘yes’", 7, "straight quotes"},
		{"${a} = 'yes", 7, "not closed"},
		{"${a} = 1 ${b}", 9, "expected an operator or the end"},
		{"1 < 2 < 3", 6, "do not chain"},
		{"(1 = 1", 6, `expected ")"`},
		{"selected(${a})", 0, "takes 2 arguments, not 1"},
		{"not()", 0, "takes 1 argument, not 0"},
		{"round(1, 2, 3)", 0, "takes 1 to 2 arguments, not 3"},
		{"1 + selectd(${a}, 'x')", 4, "no function selectd()"},
		{"position(${a})", 0, "only understood as position(..)"},
		{"prev(${w}, 'country')", 0, "prev() takes the number of a wave"},
		{"uuid() = 1", 0, "uuid() is not supported"},
		{"../age > 1", 0, "paths"},
		{"/data/age > 1", 0, "paths"},
		{"1.2.3 = 1", 0, "is no number"},
		{"regex(., '(')", 0, "not understood"},
		{"regex(., ${pattern})", 0, "must be a text in quotes"},
		{"format-date(today(), '%b')", 0, "does not know %b"},
		{"${a} = 1 && ${b} = 2", 9, "write and"},
		{"${a} ≥ 1", 5, "write <="},
		{strings.Repeat("(", 100) + "1" + strings.Repeat(")", 100), 64, "nested deeper"},
		{strings.Repeat("1+", 5000) + "1", MaxLength, "longer than"},
	}
	for _, tt := range tests {
		_, err := Parse(tt.source)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%.40s is taken for an expression: %v", tt.source, err)
			continue
		}
		if syntax.Offset != tt.offset || !strings.Contains(syntax.What, tt.says) {
			t.Errorf("%.40s: offset %d, %q; want offset %d and %q", tt.source, syntax.Offset, syntax.What, tt.offset, tt.says)
		}
	}
}

func TestNamesAndComparisonsAreListedOnce(t *testing.T) {
	e, err := Parse("${b} = 'x' and ${a} > 1 and not('y' != ${b}) and selected(${c}, 'z') and . = 3")
	if err != nil {
		t.Fatal(err)
	}
	if got := e.Names(); !slices.Equal(got, []string{"b", "a", "c"}) {
		t.Errorf("names are %v", got)
	}
	if got := e.Comparisons(); !slices.Equal(got, []Comparison{{"b", "x"}, {"b", "y"}, {"c", "z"}}) {
		t.Errorf("comparisons are %v", got)
	}
}

func TestWhatAnExpressionYieldsFollowsFromItsForm(t *testing.T) {
	for source, want := range map[string]Kind{
		"${a} + 1": Number, "${a} > 1": Boolean, "${a}": Empty, "concat(${a}, 'x')": String,
		"if(${a} = 1, 1, 0)": Number, "if(${a} = 1, 1, 'x')": Empty, "coalesce(${a}, 0)": Empty, "number(coalesce(${a}, 0))": Number,
	} {
		e, err := Parse(source)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Yields(); got != want {
			t.Errorf("%s yields %v, want %v", source, got, want)
		}
	}
}

func TestAnUnknownNameIsAnErrorAndNotAnEmptyAnswer(t *testing.T) {
	e, err := Parse("${nobody} = '' or true()")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.True(anna); err == nil {
		t.Error("a condition on a name that is not there was computed")
	}
}

// timeless is an environment without a clock, as a dataset is.
type timeless struct{}

func (timeless) Lookup(string) (Value, bool) { return Value{}, true }

func TestADatasetHasNoToday(t *testing.T) {
	e, err := Parse("${left} < today()")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.True(timeless{}); err == nil {
		t.Error("today() was computed without a clock")
	}
}

func TestTheWorkOfAnEvaluationIsBounded(t *testing.T) {
	long := respondent{"essay": Text(strings.Repeat("x", 10_000))}
	e, err := Parse("string-length(concat(" + strings.Repeat("${essay}, ", 20) + "'')) > 5")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.True(long); !errors.Is(err, ErrWork) {
		t.Errorf("joining 200,000 characters gives %v", err)
	}
}

func TestAFilterOverARowAllocatesNextToNothing(t *testing.T) {
	e, err := Parse("${age} >= 18 and ${country} = 'GE' and selected(${plans}, 'third') and ${left} >= '2022-02-24'")
	if err != nil {
		t.Fatal(err)
	}
	var env Env = anna
	if n := testing.AllocsPerRun(100, func() { _, _ = e.True(env) }); n > 1 {
		t.Errorf("an evaluation allocates %v times", n)
	}
}

func holds(t *testing.T, source string, env Env) bool {
	t.Helper()
	e, err := Parse(source)
	if err != nil {
		t.Errorf("%s: %v", source, err)
		return false
	}
	got, err := e.True(env)
	if err != nil {
		t.Errorf("%s: %v", source, err)
	}
	return got
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"${age} >= 18 and selected(${with}, 'cat')", "if(. > 1, round(2.5, 1), 'x')", "substr(${country}, -99, 1 div 0)",
		"selected-at(${with}, -1)", "date(1e300)", "regex(., '(a|b)*')", "- - - 1", "((", "${", "'", "1..2", "\xff", "format-date('2022-01-01', '%')",
		"round(1, 999)", "pow(-1, 0.5)", "date(0 - 999999)", "join(',', ${plans}, ${with})", "once(${income}) = now()", "5 mod 0",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		e, err := Parse(source)
		if err != nil {
			return
		}
		_, _ = e.Eval(anna)
		e.Comparisons()
		again, err := Parse(e.Source())
		if err != nil || !slices.Equal(again.Names(), e.Names()) {
			t.Errorf("%q is read differently the second time: %v", source, err)
		}
	})
}

func BenchmarkFilter(b *testing.B) {
	e, err := Parse("${age} >= 18 and ${country} = 'GE' and selected(${plans}, 'third') and ${left} >= '2022-02-24'")
	if err != nil {
		b.Fatal(err)
	}
	var env Env = anna
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := e.True(env); err != nil || !ok {
			b.Fatal(ok, err)
		}
	}
}
