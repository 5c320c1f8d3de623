package estimate

import "slices"

// Like finds the cell that is about the same as one of another estimate of the
// same spec, such as one computed on another cut.
func (e Estimate) Like(cell Cell) (Cell, bool) {
	at := slices.IndexFunc(e.Cells, func(c Cell) bool {
		return slices.EqualFunc(c.Keys, cell.Keys, func(a, b Key) bool { return a.Dim == b.Dim && a.Value == b.Value })
	})
	if at < 0 {
		return Cell{}, false
	}
	return e.Cells[at], true
}
