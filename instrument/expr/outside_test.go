package expr

import (
	"fmt"
	"testing"
)

// known is an environment with chance, a past and the columns of one choice.
type known map[string]Value

func (k known) Lookup(name string) (Value, bool) { v, ok := k[name]; return v, ok }
func (k known) Random() Value                    { return Num(0.25) }
func (k known) Prev(wave int, item string) Value { return Text(fmt.Sprint(item, wave)) }
func (k known) Column(name string) Value         { return k["column "+name] }

func TestWhatComesFromOutside(t *testing.T) {
	for source, want := range map[string]string{
		"random() * 4": "1", "prev(2, 'country')": "country2", "${prev.w3.work}": "work3", "once(${prev.w3.work})": "work3",
		"count(${a}, ${b}, 'x')": "2", "nth(2, 'x', 'y')": "y", "nth(3, 'x', 'y')": "", "substring-before('a-b', '-')": "a", "substring-after('a-b', '-')": "b",
		"normalize-space('  a   b ')": "a b", "ceiling(1.2)": "2", "floor(-1.2)": "-2", "sqrt(9)": "3", "boolean-from-string('true')": "1",
	} {
		e, err := Parse(source)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		v, err := e.Eval(known{"a": Text("1"), "b": {}, ".": {}})
		if v.Text() != want || err != nil {
			t.Errorf("%s gives %q (%v), want %q", source, v.Text(), err, want)
		}
	}
	e, err := Parse("prev(2, 'country') != ${prev.w1.work}")
	if err != nil || !e.Kept() || fmt.Sprint(e.Earlier()) != "[{2 country} {1 work}]" || len(e.Names()) != 0 {
		t.Errorf("the references to earlier waves are %v, %v", e.Earlier(), err)
	}
}

func TestAFilterKnowsTheColumnsOfAChoice(t *testing.T) {
	f, err := ParseFilter("country = ${country} and size > 1000")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(f.Columns(), f.Names()); got != "[country size] [country]" {
		t.Errorf("columns and names are %s", got)
	}
	for size, want := range map[string]bool{"2000": true, "20": false, "": false} {
		ok, err := f.True(known{"country": Text("ge"), "column country": Text("ge"), "column size": Text(size)})
		if ok != want || err != nil {
			t.Errorf("a city of %s is %v (%v)", size, ok, err)
		}
	}
	if _, err := Parse("country = ${country}"); err == nil {
		t.Error("outside of filters a bare word passes")
	}
}

func TestAnExpressionIsWrittenOutForATimeOfARepeat(t *testing.T) {
	items := map[string]string{"x": "r", "y": "s"}
	for _, tt := range []struct {
		time         int
		source, want string
	}{
		{2, "${x} > 1 and ${y} != \"it's\"", `((${x_2} > 1) and (${y_1} != "it's"))`},
		{2, "sum(${x}, ${y}) - -position(..)", "(sum(${x_2}, ${y_1}, ${y_2}) - -(2))"},
		{0, "sum(${x}) div count(${r})", "(sum(${x_1}, ${x_2}) div ${r_count})"},
		{0, "count(${y}) + ${z} * .", "(${s_count} + (${z} * .))"},
		{1, "indexed-repeat(${x}, ${r}, position(..) - 1)", "nth((1 - 1), ${x_1}, ${x_2})"},
		{0, "if(selected(${x}, 'a'), 'b', regex(., '\\d+'))", `if(selected(${x_1}, 'a'), 'b', regex(., '\d+'))`},
	} {
		e, err := Parse(tt.source)
		if err != nil {
			t.Fatal(err)
		}
		bound, err := e.Bind(Binding{Time: tt.time,
			Inside: func(name string) bool { return tt.time > 0 && items[name] == "r" },
			All: func(name string) []string {
				if items[name] == "" {
					return nil
				}
				return []string{name + "_1", name + "_2"}
			},
			Count: func(name string) string {
				for item, repeat := range items {
					if name == repeat || name == item {
						return repeat + "_count"
					}
				}
				return ""
			}})
		if err != nil || bound.Source() != tt.want {
			t.Errorf("%s at time %d becomes\n%v (%v), want\n%s", tt.source, tt.time, bound, err, tt.want)
		}
	}
}
