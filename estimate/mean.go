package estimate

// means computes the mean of the item for every wave and group.
func (w *work) means() ([]Cell, error) {
	var cells []Cell
	for i := range w.waves {
		for _, g := range w.groups(i, w.people) {
			f := w.answering(i, g)
			cells = append(cells, w.meanCell(g.keys, f, scores(f.rows, w.items[i])))
		}
		w.tellUnanswered(i)
	}
	return cells, nil
}
