package fieldwork

import (
	"slices"
	"strconv"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// A Row is one response as it enters a table.
type Row struct {
	Key      string // of the response
	Response Response
}

// Tabulate makes the table of a wave: one row a response in the given order,
// the columns that clean expects, those of signals, one for each item after which
// somebody was shown what others answered, a column for each variable of the
// instrument, with the reason for every empty cell, and for each item that is
// shown in an order of chance a column with that order, and for each purpose of
// the consent a column that says who agreed. What is asked several times, as a
// repeat, stands side by side.
func Tabulate(in *instrument.Instrument, rows []Row, purposes ...string) (*dataset.Dataset, error) {
	return Former{}.Tabulate(in, rows, purposes...)
}

// Tabulate makes the table of a wave as [Tabulate] does, and reads and judges
// the responses of a former version by its own questionnaire. What only that one
// asked stands after the variables of the present one and says so.
func (f Former) Tabulate(in *instrument.Instrument, rows []Row, purposes ...string) (*dataset.Dataset, error) {
	rows = consented(rows)
	routes := make([]instrument.Route, len(rows))
	asks := map[*instrument.Instrument]map[string]bool{in: names(in)}
	for _, former := range f {
		asks[former] = names(former)
	}
	for i, r := range rows {
		var err error
		routes[i], err = f.of(r.Response, in).RouteIn(r.Response.sitting(r.Response.Day.Time()), r.Response.Answers)
		if err != nil {
			return nil, err
		}
	}
	d := dataset.New(len(rows))
	for _, c := range slices.Concat(aboutColumns(rows, routes), signalColumns(rows, routes), shownColumns(rows), consentColumns(rows, purposes)) {
		if err := d.Add(c); err != nil {
			return nil, err
		}
	}
	for _, v := range f.variables(in) {
		c := dataset.NewColumn(v, len(rows), dataset.Skipped)
		for i, r := range rows {
			a, put := routes[i].Answers[v.Name]
			switch {
			case !put && !asks[f.of(r.Response, in)][v.Name]:
				c.Missing[i] = dataset.NotAsked
			case !put && !r.Response.Finished:
				c.Missing[i] = dataset.BrokeOff
			default:
				fill(c, i, a)
			}
		}
		if err := d.Add(c); err != nil {
			return nil, err
		}
	}
	for _, c := range orderColumns(in, routes) {
		if err := d.Add(c); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// aboutColumns are the columns about the response as a whole.
func aboutColumns(rows []Row, routes []instrument.Route) []*dataset.Column {
	n := len(rows)
	words := func(name, en, ru string, of func(Row) string) *dataset.Column {
		c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Words, Label: study.Text{"en": en, "ru": ru}}, n, dataset.Present)
		for i, r := range rows {
			c.Texts[i] = of(r)
		}
		return c
	}
	number := func(name, en, ru string, of func(int) float64) *dataset.Column {
		c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Numeric, Scale: dataset.Interval, Label: study.Text{"en": en, "ru": ru}}, n, dataset.Present)
		for i := range rows {
			c.Numbers[i] = of(i)
		}
		return c
	}
	return []*dataset.Column{
		words("response", "Response", "Анкета", func(r Row) string { return r.Key }),
		words("panelist", "Pseudonym", "Псевдоним", func(r Row) string { return string(r.Response.Panelist) }),
		number("answered", "Share of the items asked that were answered", "Доля заданных вопросов, на которые дан ответ",
			func(i int) float64 { return routes[i].Share() }),
		number("seconds", "Time on all pages, seconds", "Время на всех страницах, секунды",
			func(i int) float64 { return float64(rows[i].Response.Paradata.Total()) }),
		words("language", "Language of the questionnaire", "Язык анкеты", func(r Row) string { return string(r.Response.Language) }),
		words("version", "Version of the instrument", "Версия анкеты", func(r Row) string { return r.Response.Version }),
		words("channel", "Channel", "Канал", func(r Row) string { return r.Response.Channel }),
		words("day", "Day of the last saving", "День последнего сохранения", func(r Row) string { return string(r.Response.Day) }),
	}
}

// fill puts an answer into row i. A code or number that the column does not know
// stays empty: a version that is not at hand may have had it.
func fill(c *dataset.Column, i int, a instrument.Answer) {
	if a.Missing != dataset.Present {
		c.Missing[i] = a.Missing
		return
	}
	switch c.Kind {
	case dataset.Categorical:
		if k := c.Variable.Codes.Index(a.Value()); k >= 0 {
			c.Codes[i], c.Missing[i] = uint16(k), dataset.Present
		}
	case dataset.Multiple:
		var set uint64
		for _, code := range a.Values {
			if k := c.Variable.Codes.Index(code); k >= 0 && k < dataset.MaxSet {
				set |= 1 << k
			}
		}
		if set != 0 {
			c.Sets[i], c.Missing[i] = set, dataset.Present
		}
	case dataset.Numeric:
		if x, err := strconv.ParseFloat(a.Value(), 64); err == nil {
			c.Numbers[i], c.Missing[i] = x, dataset.Present
		}
	case dataset.Words:
		if a.Value() != "" {
			c.Texts[i], c.Missing[i] = a.Value(), dataset.Present
		}
	}
}
