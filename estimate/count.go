package estimate

// counts counts people: of each category of the item, of its Categories taken
// together, or of the group where no item is named. In a wave without an item
// they are those who responded in it.
func (w *work) counts() ([]Cell, error) {
	var cells []Cell
	for i := range w.waves {
		people, err := w.respondents(i)
		if err != nil {
			return nil, err
		}
		for _, g := range w.groups(i, people) {
			cells = append(cells, w.groupCounts(i, g)...)
		}
		w.tellUnanswered(i)
	}
	return cells, nil
}

// respondents are the people of the sample who responded in the i-th wave, or
// all of them where no wave is listed.
func (w *work) respondents(i int) ([]int32, error) {
	if w.waves[i] == 0 {
		return w.people, nil
	}
	outcome, err := dispositions(w.data, w.waves[i])
	if err != nil {
		return nil, err
	}
	return filter(w.people, func(row int32) bool { return outcome[row].Responded() }), nil
}

func (w *work) groupCounts(i int, g group) []Cell {
	f := w.answering(i, g)
	if w.items[i] == nil {
		return []Cell{w.countCell(g.keys, f, len(f.rows))}
	}
	var cells []Cell
	for _, p := range w.pieces(i) {
		cells = append(cells, w.countCell(g.and(p.keys), f, len(filter(f.rows, p.chosen))))
	}
	return cells
}
