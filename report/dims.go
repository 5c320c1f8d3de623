package report

import (
	"slices"

	"sojourn/estimate"
	"sojourn/study"
)

// The dimensions of cells that this package treats in a way of their own.
const (
	waveDim     = "wave"
	categoryDim = "category"
	fromDim     = "from"
	toDim       = "to"
	ofDim       = "of"
	stepDim     = "step"
	estimateDim = "estimate" // which of several estimates; known to figures alone
)

// Values of [ofDim].
const (
	ofCount  = "count"
	ofAll    = "all"
	ofOrigin = "origin"
)

// A variation is a dimension of some cells and the values it takes there, in
// the order of the cells.
type variation struct {
	Dim    string
	Values []string
	Labels []study.Text
}

// variations lists the dimensions in which the cells differ; a dimension that
// some of them lack counts as one more value.
func variations(cells []estimate.Cell) []variation {
	var all []variation
	for _, c := range cells {
		for _, k := range c.Keys {
			at := slices.IndexFunc(all, func(v variation) bool { return v.Dim == k.Dim })
			if at < 0 {
				all, at = append(all, variation{Dim: k.Dim}), len(all)
			}
			if !slices.Contains(all[at].Values, k.Value) {
				all[at].Values = append(all[at].Values, k.Value)
				all[at].Labels = append(all[at].Labels, k.Label)
			}
		}
	}
	return slices.DeleteFunc(all, func(v variation) bool {
		everywhere := !slices.ContainsFunc(cells, func(c estimate.Cell) bool { return c.Key(v.Dim) == "" })
		return len(v.Values) == 1 && everywhere
	})
}
