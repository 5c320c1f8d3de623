package statref

import (
	"testing"

	"sojourn/estimate/kernel"
)

// Structure is a design in the words of the kernel.
func Structure(f *Frame, d Design) kernel.Structure {
	var s kernel.Structure
	if d.Weights != "" {
		s.Weights = f.Numbers(d.Weights)
	}
	if d.Strata != "" {
		s.Strata, _ = f.Codes(d.Strata)
	}
	if d.Clusters != "" {
		s.Clusters, _ = f.Codes(d.Clusters)
		for i := range s.Clusters {
			if d.Nest {
				s.Clusters[i] += 1000 * s.Strata[i]
			}
		}
	}
	if d.FPC != "" {
		s.Population = f.Numbers(d.FPC)
	}
	return s
}

// Kernel sets a structure up on the rows of a frame.
func Kernel(t testing.TB, f *Frame, s kernel.Structure) *kernel.Design {
	t.Helper()
	d, err := kernel.NewDesign(f.Rows, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Complete lists the rows that have a value in every one of the columns.
func (f *Frame) Complete(names ...string) []int32 {
	var rows []int32
	for i := range f.Rows {
		complete := true
		for _, name := range names {
			complete = complete && f.cells[name][i] != ""
		}
		if complete {
			rows = append(rows, int32(i))
		}
	}
	return rows
}

// Values picks the numbers of a column at rows.
func (f *Frame) Values(name string, rows []int32) []float64 {
	all := f.Numbers(name)
	xs := make([]float64, len(rows))
	for j, row := range rows {
		xs[j] = all[row]
	}
	return xs
}
