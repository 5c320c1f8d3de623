package estimate

// funnel counts the people left after each step, and from the second step on
// gives their share of the step before and of the first.
func (w *work) funnel() ([]Cell, error) {
	var cells []Cell
	var first, previous []int32
	rows := w.people
	for i, step := range w.spec.Steps {
		left := func(row int32) bool { return w.passing[i][row] }
		rows = filter(rows, left)
		g := group{keys: []Key{{Dim: "step", Value: step.Name, Label: step.Title}}}
		if i == 0 {
			first, previous = rows, rows
		}
		cells = append(cells, w.countCell(g.with(Key{Dim: "of", Value: ofCount}), w.footing(previous, previous), len(rows)))
		if i > 0 {
			for _, part := range []struct {
				of   string
				base []int32
			}{{ofPrevious, previous}, {ofFirst, first}} {
				f := w.footing(part.base, part.base)
				c, err := w.shareCell(g.with(Key{Dim: "of", Value: part.of}), f, left)
				if err != nil {
					return nil, err
				}
				cells = append(cells, c)
			}
		}
		previous = rows
	}
	return cells, nil
}
