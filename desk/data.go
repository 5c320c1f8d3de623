package desk

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/study"
)

// dataPage is everything data.html may show.
type dataPage struct {
	*frame
	Query      string
	Found, All int
	Variables  table
}

// data serves GET /data: the variables of the cut.
func (s *site) data(w http.ResponseWriter, r *http.Request) error {
	p := dataPage{frame: s.frame(r, "nav.data"), Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	cut, _, err := s.latest(w, p.frame)
	if err != nil || cut == nil {
		return err
	}
	all := catalogue(cut.Data, s.project.Instruments())
	p.All = len(all)
	all = slices.DeleteFunc(all, func(m measured) bool { return !m.speaksOf(p.Query) })
	p.Found, p.Variables = len(all), p.variables(all)
	return s.pages.Show(w, http.StatusOK, "data", p)
}

// speaksOf reports whether the name or a wording, in any wave and language,
// holds the words looked for.
func (m measured) speaksOf(query string) bool {
	query = strings.ToLower(query)
	if strings.Contains(strings.ToLower(m.Name), query) {
		return true
	}
	for _, c := range m.Columns {
		for _, wording := range c.Label {
			if strings.Contains(strings.ToLower(wording), query) {
				return true
			}
		}
	}
	return false
}

// variables sets the list, a body for each page of the questionnaires and a
// column for the answers of each wave.
func (f *frame) variables(all []measured) table {
	t := table{ID: "variables", Heads: 1, Caption: f.Say("data.caption"),
		Columns: []column{heading(f.Say("data.name")), heading(f.Say("data.label")), heading(f.Say("data.kind"))}}
	for _, w := range f.Study.Waves {
		t.Columns = append(t.Columns, numbers(f.Say("data.answered", int(w.Number))))
	}
	for i, m := range all {
		if i == 0 || m.Page.In("en") != all[i-1].Page.In("en") {
			t.Bodies = append(t.Bodies, body{Title: f.section(m.Page)})
		}
		at := &t.Bodies[len(t.Bodies)-1]
		at.Rows = append(at.Rows, row{Cells: f.variableCells(m)})
	}
	return t
}

func (f *frame) section(page study.Text) template.HTML {
	if len(page) == 0 {
		return f.Say("data.response")
	}
	return f.Text(page)
}

func (f *frame) variableCells(m measured) []cell {
	latest := m.latestColumn()
	cells := []cell{{Text: anchor("/data/"+url.PathEscape(m.Name), code(m.Name))}, {Text: f.Text(latest.Label)}, {Text: f.kind(latest)}}
	for _, w := range f.Study.Waves {
		c := cell{Text: none}
		for _, column := range m.Columns {
			if column.Wave == w.Number || column.Wave == 0 {
				c.Text = plain(f.Count(column.Given()))
			}
		}
		cells = append(cells, c)
	}
	return cells
}

// kind words the kind of a variable and its scale.
func (f *frame) kind(c *dataset.Column) template.HTML {
	if c.Kind == dataset.Categorical && c.Scale == dataset.Ordinal {
		return f.Say("kind.ordinal")
	}
	return f.Say("kind." + string(c.Kind))
}
