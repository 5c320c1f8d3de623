package dta

import (
	"sojourn/dataset"
	"sojourn/format/labelled"
)

// reasons says which reason each kind of missing of v stands for; told is false
// where the file does not say. In this package's own files .a is the first
// reason and so on; in others the value labels are asked.
func (f *file) reasons(v *field) (why [28]dataset.Missing, told [28]bool) {
	vague := 0
	for gap := 1; gap < len(why); gap++ {
		why[gap] = dataset.Unknown
		if m := dataset.Missing(gap - 1); f.ours && m != dataset.Present && m <= dataset.Withheld {
			why[gap], told[gap] = m, true
			continue
		}
		label, known := f.labels[v.set][missingLong+int32(gap-1)]
		if !known {
			continue
		}
		if why[gap], told[gap] = labelled.ReasonIn(label); !told[gap] {
			vague++
		}
	}
	if vague > 0 {
		f.Warn("no-reason", v.name, "some of its missing values have labels that tell no known reason; they are read as not known", "reword these labels, such as “refused” or “don't know”")
	}
	return why, told
}
