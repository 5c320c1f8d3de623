package dataset

import (
	"fmt"
	"strings"
	"testing"

	"sojourn/study"
)

func list(codes ...string) *CodeList {
	l := &CodeList{Name: "list"}
	for _, c := range codes {
		l.Categories = append(l.Categories, Category{Code: c, Label: study.Text{"en": c}})
	}
	return l
}

// linked is two people: a took part in both waves, b in the second.
func linked(t *testing.T) *Dataset {
	t.Helper()
	d := New(2)
	add := func(v Variable, cells ...string) {
		c := NewColumn(v, 2, Present)
		for row, cell := range cells {
			why, err := ParseMissing(cell)
			switch {
			case err == nil && why != Present:
				c.Missing[row] = why
			case v.Kind == Words:
				c.Texts[row] = cell
			case v.Kind == Categorical:
				c.Codes[row] = uint16(v.Codes.Index(cell))
			case v.Kind == Numeric:
				fmt.Sscan(cell, &c.Numbers[row])
			case v.Kind == Multiple:
				for code := range strings.FieldsSeq(cell) {
					c.Sets[row] |= 1 << v.Codes.Index(code)
				}
			}
		}
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	item := func(name string, w study.WaveID, k Kind, s Scale, l *CodeList) Variable {
		return Variable{Name: InWave(name, w), Item: name, Wave: w, Kind: k, Scale: s, Codes: l}
	}
	add(Variable{Name: "panelist", Kind: Words}, "a", "b")
	add(item("work", 1, Categorical, Nominal, list("ru", "none")), "none", "not_in_wave")
	add(item("mood", 1, Categorical, Ordinal, list("1", "2", "3")), "3", "not_in_wave")
	add(item("worry", 1, Multiple, Nominal, list("war", "money")), "war money", "not_in_wave")
	add(item("work", 2, Categorical, Nominal, list("study", "none")), "study", "refused")
	add(item("mood", 2, Categorical, Ordinal, list("1", "2", "3", "4")), "4", "1")
	add(item("worry", 2, Multiple, Nominal, list("money", "war")), "war", "money")
	add(item("age", 2, Numeric, Interval, nil), "31", "not_asked")
	add(Variable{Name: "group", Kind: Words}, "x", "y")
	return d
}

// text sets a dataset as lines of cells.
func text(d *Dataset) string {
	var lines []string
	var names []string
	for _, c := range d.Columns {
		names = append(names, c.Name)
	}
	lines = append(lines, strings.Join(names, "|"))
	for row := range d.Rows {
		var cells []string
		for _, c := range d.Columns {
			cells = append(cells, c.Text(row)+c.Missing[row].String())
		}
		lines = append(lines, strings.Join(cells, "|"))
	}
	return strings.Join(lines, "\n")
}

func TestTheLongFormHasARowForEveryWaveThatAPersonTook(t *testing.T) {
	long, notes, err := Long(linked(t), []study.WaveID{1, 2})
	if err != nil {
		t.Fatal(err)
	}
	want := `panelist|wave|work|mood_w1|mood_w2|worry|age|group
a|1|none|3|not_in_wave|war money|not_in_wave|x
a|2|study|not_in_wave|4|war|31|x
b|2|refused|not_in_wave|1|money|not_asked|y`
	if got := text(long); got != want {
		t.Errorf("the long form is\n%s\nwant\n%s", got, want)
	}
	if len(notes) != 1 || notes[0].Column != "mood" || notes.Err() != nil {
		t.Errorf("the notes are %v, want one warning about mood", notes)
	}
}

func TestRepeatsBecomeTablesThatLeadBackToTheirParent(t *testing.T) {
	d := New(3)
	for i, cells := range [][3]string{{"GE", "AM", ""}, {"TR", "skipped", ""}, {"2022", "not_asked", ""}, {"2023", "2021", ""}} {
		time := 1 + i%2
		name := []string{"place", "place", "year", "year"}[i]
		c := NewColumn(Variable{Name: fmt.Sprintf("%s_%d_w2", name, time), Item: fmt.Sprintf("%s_%d", name, time), Wave: 2, Kind: Words,
			Repeated: &Repeated{Repeat: "stay", Time: time, Name: name}}, 3, NotAsked)
		for row, cell := range cells {
			if why, err := ParseMissing(cell); err == nil && why != Present {
				c.Missing[row] = why
			} else if cell != "" {
				c.Texts[row], c.Missing[row] = cell, Present
			}
		}
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	key := NewColumn(Variable{Name: "panelist", Kind: Words}, 3, Present)
	copy(key.Texts, []string{"a", "b", "nobody asked"})
	if err := d.Add(key); err != nil {
		t.Fatal(err)
	}
	tables, err := d.Tables("panelist")
	if err != nil || len(tables) != 1 || tables[0].Name != "stay_w2" {
		t.Fatalf("the tables are %+v, %v", tables, err)
	}
	want := `panelist|order|place|year
a|1|GE|2022
a|2|TR|2023
b|1|AM|not_asked
b|2|skipped|2021`
	if got := text(tables[0].Data); got != want {
		t.Errorf("the table is\n%s\nwant\n%s", got, want)
	}
}

// repeated is a dataset of two people and two times of choices whose lists
// differ from time to time.
func repeated(t *testing.T, first, second *CodeList) *Dataset {
	t.Helper()
	d := New(2)
	key := NewColumn(Variable{Name: "panelist", Kind: Words}, 2, Present)
	copy(key.Texts, []string{"a", "b"})
	columns := []*Column{key}
	for time, l := range []*CodeList{first, second} {
		c := NewColumn(Variable{Name: fmt.Sprintf("moved_%d_w2", time+1), Wave: 2, Kind: Categorical, Codes: l, Repeated: &Repeated{Repeat: "stay", Time: time + 1, Name: "moved"}}, 2, Present)
		copy(c.Codes, []uint16{0, 1})
		columns = append(columns, c)
	}
	for _, c := range columns {
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func TestTimesWithDifferentListsShareAColumnWithAllCategories(t *testing.T) {
	tables, err := repeated(t, list("2022-03", "2022-09"), list("2022-01", "2022-09")).Tables("panelist")
	if err != nil {
		t.Fatal(err)
	}
	want := `panelist|order|moved
a|1|2022-03
a|2|2022-01
b|1|2022-09
b|2|2022-09`
	if got := text(tables[0].Data); got != want {
		t.Errorf("the table is\n%s\nwant\n%s", got, want)
	}
	months := tables[0].Data.Columns[2].Variable.Codes.Categories
	if len(months) != 3 || months[0].Code != "2022-01" || months[2].Code != "2022-09" {
		t.Errorf("the months are %+v", months)
	}
	if at := tables[0].Times[1]["moved"]; at != "moved_2_w2" {
		t.Errorf("the second time stands in %q of the parent", at)
	}
}

func TestTimesWhoseCodesMeanDifferentThingsStayApart(t *testing.T) {
	bands := list("1", "2")
	bands.Categories[0].Label = study.Text{"en": "another band"}
	tables, err := repeated(t, list("1", "2"), bands).Tables("panelist")
	if err != nil {
		t.Fatal(err)
	}
	want := `panelist|order|moved_1|moved_2
a|1|1|not_asked
a|2|not_asked|1
b|1|2|not_asked
b|2|not_asked|2`
	if got := text(tables[0].Data); got != want {
		t.Errorf("the table is\n%s\nwant\n%s", got, want)
	}
}

func TestSortingTakesEveryColumnAlong(t *testing.T) {
	d := linked(t)
	key := NewColumn(Variable{Name: "key", Kind: Words}, 2, Present)
	copy(key.Texts, []string{"z", "a"})
	sorted, err := d.SortedBy(key)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Split(text(sorted), "\n")[1]; !strings.HasPrefix(got, "b|not_in_wave|") || !strings.HasSuffix(got, "|1|money|not_asked|y") {
		t.Errorf("the first row is %s", got)
	}
}
