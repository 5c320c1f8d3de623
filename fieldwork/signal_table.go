package fieldwork

import (
	"slices"
	"unicode"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// signalColumns tell how responses came about, for rules to read: each stands
// there only where some response of the wave has something in it, so that a
// wave without signals has no columns of nothing.
func signalColumns(rows []Row, routes []instrument.Route) []*dataset.Column {
	n := len(rows)
	var columns []*dataset.Column
	number := func(name, en, ru string, of func(int) float64) {
		c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Numeric, Scale: dataset.Interval, Label: study.Text{"en": en, "ru": ru}}, n, dataset.Present)
		for i := range rows {
			c.Numbers[i] = of(i)
		}
		if slices.ContainsFunc(c.Numbers, func(x float64) bool { return x != 0 }) {
			columns = append(columns, c)
		}
	}
	words := func(name, en, ru string, of func(Paradata) string) {
		c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Words, Label: study.Text{"en": en, "ru": ru}}, n, dataset.Skipped)
		any := false
		for i, r := range rows {
			if text := of(r.Response.Paradata); text != "" {
				c.Texts[i], c.Missing[i], any = text, dataset.Present, true
			}
		}
		if any {
			columns = append(columns, c)
		}
	}
	signal := func(i int) Signals { return rows[i].Response.Paradata.Signals }
	number("signal_trap", "Something was written where no person sees a line: 1", "Заполнено поле, которого человек не видит: 1",
		func(i int) float64 { return one(signal(i).Trap) })
	number("signal_burst", "Saved while very many came by the same channel: 1", "Сохранено, пока по тому же каналу шло очень много людей: 1",
		func(i int) float64 { return one(signal(i).Burst) })
	words("signal_asked", "What was asked before the beginning", "Что потребовалось перед началом", func(p Paradata) string { return string(p.Signals.Asked) })
	number("signal_pace", "Letters a second on the middle page", "Букв в секунду на средней странице",
		func(i int) float64 { return pace(rows[i].Response, routes[i]) })
	number("signal_breaks", "Breaks", "Перерывы", func(i int) float64 { return float64(rows[i].Response.Paradata.Breaks) })
	words("signal_width", "Width of the page", "Ширина страницы", func(p Paradata) string { return string(p.Width) })
	return columns
}

func one(holds bool) float64 {
	if holds {
		return 1
	}
	return 0
}

// pace is how many letters a second stood on the page that was the middle one
// in this, among those that were sent: questions with their hints and choices,
// in the language of the response. A page sent within its first second counts as
// half a second. It is 0 where no time is known.
func pace(r Response, route instrument.Route) float64 {
	if r.Paradata.Total() == 0 {
		return 0
	}
	var paces []float64
	for _, step := range route.Steps {
		seconds, sent := r.Paradata.Seconds[step.Page.Name]
		if letters := lettersOf(step, r.Language); sent && letters > 0 {
			paces = append(paces, float64(letters)/max(float64(seconds), 0.5))
		}
	}
	if len(paces) == 0 {
		return 0
	}
	slices.Sort(paces)
	return paces[len(paces)/2]
}

// lettersOf counts the letters and figures of what is to be read on a page.
func lettersOf(step instrument.Step, lang study.Lang) int {
	n := 0
	count := func(t study.Text) {
		for _, r := range t.In(lang) {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				n++
			}
		}
	}
	read := map[*dataset.CodeList]bool{} // the scale of a table is read once
	for _, i := range step.Items {
		count(i.Label)
		count(i.Hint)
		if i.Codes == nil || read[i.Codes] {
			continue
		}
		read[i.Codes] = true
		for _, c := range i.Codes.Categories {
			count(c.Label)
		}
	}
	return n
}
