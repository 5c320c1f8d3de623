package dta

import (
	"strings"

	"sojourn/dataset"
)

// reasons says which reason each kind of missing of v stands for; told is false
// where the file does not say. In this package's own files .a is the first
// reason and so on; in others the value labels are asked.
func (f *file) reasons(v *field) (why [28]dataset.Missing, told [28]bool) {
	vague := 0
	for gap := 1; gap < len(why); gap++ {
		why[gap] = dataset.Skipped
		if m := dataset.Missing(gap - 1); f.ours && m != dataset.Present && m <= dataset.NotInWave {
			why[gap], told[gap] = m, true
			continue
		}
		label, labelled := f.labels[v.set][missingLong+int32(gap-1)]
		if !labelled {
			continue
		}
		if why[gap], told[gap] = reasonIn(label); !told[gap] {
			vague++
		}
	}
	if vague > 0 {
		f.warn("no-reason", v.name, "some of its missing values have labels that tell no known reason; they are read as skipped", "reword these labels, such as “refused” or “don't know”")
	}
	return why, told
}

// reasonIn finds the reason that the label of a missing value tells, in
// the words usual in English and Russian data files.
func reasonIn(label string) (dataset.Missing, bool) {
	label = strings.ReplaceAll(strings.ToLower(label), "’", "'")
	for _, w := range [...]struct {
		word string
		m    dataset.Missing
	}{
		{"not asked", dataset.NotAsked}, {"не задавал", dataset.NotAsked},
		{"refus", dataset.Refused}, {"prefer not", dataset.Refused}, {"отказ", dataset.Refused},
		{"don't know", dataset.DontKnow}, {"do not know", dataset.DontKnow}, {"dont know", dataset.DontKnow},
		{"can't say", dataset.DontKnow}, {"затрудня", dataset.DontKnow}, {"не знаю", dataset.DontKnow},
		{"not applicable", dataset.NotApplicable}, {"does not apply", dataset.NotApplicable}, {"inapplicable", dataset.NotApplicable},
		{"неприменим", dataset.NotApplicable}, {"не применим", dataset.NotApplicable}, {"не относится", dataset.NotApplicable},
		{"broke off", dataset.BrokeOff}, {"break-off", dataset.BrokeOff}, {"left before", dataset.BrokeOff}, {"прерван", dataset.BrokeOff},
		{"not in this wave", dataset.NotInWave}, {"not in wave", dataset.NotInWave}, {"нет в этой волне", dataset.NotInWave},
		{"no answer", dataset.Skipped}, {"skipped", dataset.Skipped}, {"нет ответа", dataset.Skipped}, {"пропущ", dataset.Skipped}, {"пропуск", dataset.Skipped},
	} {
		if strings.Contains(label, w.word) {
			return w.m, true
		}
	}
	return dataset.Skipped, false
}
