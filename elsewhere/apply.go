package elsewhere

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/study"
)

// A Pseudonym makes of a key of the file the name under which a person stands
// in the study: always the same of the same key.
type Pseudonym func(key string) string

// Apply makes the wave's table of what was read: the columns that clean
// expects, then the variables of the mapping in its order. A variable of the
// file that the mapping neither takes nor leaves out is named in a warning.
func (m *Mapping) Apply(d *dataset.Dataset, wave study.WaveID, of Pseudonym) (*dataset.Dataset, study.Problems, error) {
	out := dataset.New(d.Rows)
	if err := m.addPeople(out, d, of); err != nil {
		return nil, nil, err
	}
	var variables []*dataset.Column
	var ps study.Problems
	for _, r := range m.Rules {
		from, err := columnNamed(d, r.From)
		if err != nil {
			return nil, ps, err
		}
		c, problems, err := r.apply(from, wave)
		ps = append(ps, problems...)
		if err != nil {
			return nil, ps, err
		}
		variables = append(variables, c)
	}
	if err := m.addAbout(out, d, variables); err != nil {
		return nil, ps, err
	}
	for _, c := range variables {
		if err := out.Add(c); err != nil {
			return nil, ps, err
		}
	}
	return out, append(ps, m.forgotten(d)...), nil
}

// forgotten warns of variables of the file about which the mapping says nothing.
func (m *Mapping) forgotten(d *dataset.Dataset) study.Problems {
	told := map[string]bool{m.Panelist: true}
	for _, name := range m.LeftOut {
		told[name] = true
	}
	for _, r := range m.Rules {
		told[r.From] = true
	}
	for _, name := range m.About {
		told[name] = true
	}
	var rest []string
	for _, c := range d.Columns {
		if !told[c.Name] {
			rest = append(rest, c.Name)
		}
	}
	if len(rest) == 0 {
		return nil
	}
	return study.Problems{caution(rest[0], fmt.Sprintf("nothing is said of %s of the file, left out here: %s", study.Counted(len(rest), "variable"), strings.Join(rest, ", ")), "take them among the variables, or list them in left_out")}
}

// addPeople adds the keys of responses and people. A row without a key is
// somebody of their own.
func (m *Mapping) addPeople(out, d *dataset.Dataset, of Pseudonym) error {
	words := func(name, en, ru string) *dataset.Column {
		return dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Words, Label: study.Text{"en": en, "ru": ru}}, d.Rows, dataset.Present)
	}
	response, who := words(clean.ResponseColumn, "Response", "Анкета"), words(clean.PanelistColumn, "Pseudonym", "Псевдоним")
	var keys func(row int) string
	if m.Panelist != "" {
		c, err := columnNamed(d, m.Panelist)
		if err != nil {
			return err
		}
		keys = func(row int) string { return text(c, row) }
	}
	for row := range d.Rows {
		response.Texts[row] = of(fmt.Sprintf("row %d of %s", row+1, m.Hash))
		key := ""
		if keys != nil {
			key = strings.TrimSpace(keys(row))
		}
		switch {
		case key == "":
			who.Texts[row] = response.Texts[row]
		case !m.Keep:
			who.Texts[row] = of(key)
		case isPseudonym(key):
			who.Texts[row] = key
		default:
			return refusal("keep", fmt.Sprintf("row %d has a key that is no pseudonym of a study", row+1), "take keep: true away, so that keys are replaced by pseudonyms")
		}
	}
	if err := out.Add(response); err != nil {
		return err
	}
	return out.Add(who)
}

// isPseudonym reports whether s has the form of a panelist's pseudonym.
func isPseudonym(s string) bool {
	return len(s) == 26 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz234567") == ""
}

// addAbout adds the columns about responses. What the file does not tell is
// empty, but for the day, which may stand in the mapping, and the share of
// items that were answered, which the variables tell.
func (m *Mapping) addAbout(out, d *dataset.Dataset, variables []*dataset.Column) error {
	for _, a := range aboutColumns {
		c := dataset.NewColumn(dataset.Variable{Name: a.name, Kind: a.kind, Label: a.label}, d.Rows, dataset.Unknown)
		if a.kind == dataset.Numeric {
			c.Scale = dataset.Interval
		}
		name, named := m.About[a.name]
		switch {
		case named:
			from, err := columnNamed(d, name)
			if err != nil {
				return err
			}
			if err := take(c, from, m.About[a.name]); err != nil {
				return err
			}
		case a.name == clean.ShareColumn:
			for row := range d.Rows {
				c.Numbers[row], c.Missing[row] = share(variables, row), dataset.Present
			}
		case a.name == clean.DayColumn && m.On != "":
			for row := range d.Rows {
				c.Texts[row], c.Missing[row] = string(m.On), dataset.Present
			}
		}
		if err := out.Add(c); err != nil {
			return err
		}
	}
	return nil
}

// take copies what a variable of the file says about responses.
func take(c, from *dataset.Column, name string) error {
	for row := range from.Missing {
		s := text(from, row)
		if s == "" {
			continue
		}
		if c.Kind == dataset.Words {
			if c.Name == clean.DayColumn {
				if s = s[:min(len(s), len("2022-03-27"))]; !study.Day(s).Valid() {
					return refusal("about.day", fmt.Sprintf("row %d of %s has no day written as 2022-03-27", row+1, name), "bring the days into this form in the other program")
				}
			}
			c.Texts[row], c.Missing[row] = s, dataset.Present
			continue
		}
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return refusal("about."+c.Name, fmt.Sprintf("row %d of %s has no number", row+1, name), "choose another variable")
		}
		c.Numbers[row], c.Missing[row] = x, dataset.Present
	}
	return nil
}

// share is the part of what was asked that was answered. A cell that is empty
// for a reason not known counts as not asked: else nobody whom routing passed
// by would have answered enough.
func share(variables []*dataset.Column, row int) float64 {
	asked, answered := 0, 0
	for _, c := range variables {
		switch c.Missing[row] {
		case dataset.NotAsked, dataset.NotInWave, dataset.Unknown:
		case dataset.Skipped, dataset.BrokeOff:
			asked++
		default:
			asked++
			answered++
		}
	}
	if asked == 0 {
		return 0
	}
	return float64(answered) / float64(asked)
}

// text is a cell as text; empty where it is empty.
func text(c *dataset.Column, row int) string {
	switch {
	case c.Missing[row] != dataset.Present:
		return ""
	case c.Kind == dataset.Categorical:
		return c.CodeAt(row)
	case c.Kind == dataset.Numeric:
		return strconv.FormatFloat(c.Numbers[row], 'f', -1, 64)
	case c.Kind == dataset.Words:
		return c.Texts[row]
	}
	return ""
}

// apply makes the variable of a column of the file.
func (r Rule) apply(from *dataset.Column, wave study.WaveID) (*dataset.Column, study.Problems, error) {
	v := from.Variable
	v.Name, v.Item, v.Wave = r.Name, r.Name, wave
	if len(r.Label) > 0 {
		v.Label = r.Label
	}
	if r.Scale != "" {
		v.Scale = r.Scale
	}
	why := map[string]dataset.Missing{}
	for code, reason := range r.Missing {
		why[code], _ = dataset.ParseMissing(reason) // checked when the mapping was read
	}
	if v.Codes == nil {
		return r.plain(v, from, why)
	}
	return r.recode(v, from, why)
}

// plain copies numbers and texts.
func (r Rule) plain(v dataset.Variable, from *dataset.Column, why map[string]dataset.Missing) (*dataset.Column, study.Problems, error) {
	if len(r.Codes) > 0 {
		return nil, nil, refusal(r.Name, fmt.Sprintf("%s is no choice and has no codes to change", r.From), "take codes away")
	}
	c := dataset.NewColumn(v, from.Len(), dataset.Present)
	used := map[string]bool{}
	for row := range from.Missing {
		if s := text(from, row); s != "" {
			if m, ok := why[s]; ok {
				c.Missing[row], used[s] = m, true
				continue
			}
		}
		c.Copy(row, from, row)
	}
	return c, unused(r, why, used), nil
}

// recode copies choices under the codes that they have here.
func (r Rule) recode(v dataset.Variable, from *dataset.Column, why map[string]dataset.Missing) (*dataset.Column, study.Problems, error) {
	list := &dataset.CodeList{Name: r.Name}
	to := make([]int, len(v.Codes.Categories))
	used := map[string]bool{}
	for i, category := range v.Codes.Categories {
		if _, gone := why[category.Code]; gone {
			to[i], used[category.Code] = -1, true
			continue
		}
		if code, changed := r.Codes[category.Code]; changed {
			used[category.Code] = true
			category.Code = code
		}
		if to[i] = list.Index(category.Code); to[i] < 0 {
			to[i] = len(list.Categories)
			list.Categories = append(list.Categories, category)
		}
	}
	ps := append(unused(r, why, used), unused(r, r.Codes, used)...)
	source := v.Codes.Categories
	v.Codes = list
	c := dataset.NewColumn(v, from.Len(), dataset.Present)
	for row, m := range from.Missing {
		switch {
		case m != dataset.Present:
			c.Missing[row] = m
		case v.Kind == dataset.Multiple:
			c.Sets[row], c.Missing[row] = moved(from.Sets[row], to, source, why)
		case to[from.Codes[row]] < 0:
			c.Missing[row] = why[source[from.Codes[row]].Code]
		default:
			c.Codes[row] = uint16(to[from.Codes[row]])
		}
	}
	return c, ps, nil
}

// moved is a set under the codes that it has here. A code that is a reason
// counts only where nothing else is chosen.
func moved(set uint64, to []int, source []dataset.Category, why map[string]dataset.Missing) (uint64, dataset.Missing) {
	var out uint64
	reason := dataset.Present
	for k, place := range to {
		switch {
		case set&(1<<k) == 0:
		case place < 0:
			reason = why[source[k].Code]
		default:
			out |= 1 << place
		}
	}
	if out != 0 {
		reason = dataset.Present
	}
	return out, reason
}

// unused warns of codes that the mapping names and the variable does not have.
func unused[T any](r Rule, named map[string]T, used map[string]bool) study.Problems {
	var ps study.Problems
	for _, code := range slices.Sorted(maps.Keys(named)) {
		if !used[code] {
			ps = append(ps, caution(r.Name, fmt.Sprintf("%s has no value %q", r.From, code), "take the line away if that is right"))
		}
	}
	return ps
}
