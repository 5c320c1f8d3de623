package labelled

import (
	"strings"

	"sojourn/dataset"
)

// tellTales are words that tell the reason in the label of a missing value, as
// they are usual in English and Russian data files, the more telling first.
var tellTales = [...]struct {
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
	{"reason not known", dataset.Unknown}, {"причина неизвестна", dataset.Unknown}, {"withheld", dataset.Withheld}, {"скрыт", dataset.Withheld},
	{"no answer", dataset.Skipped}, {"skipped", dataset.Skipped}, {"нет ответа", dataset.Skipped}, {"пропущ", dataset.Skipped}, {"пропуск", dataset.Skipped},
}

// ReasonIn finds the reason that the label of a missing value tells; ok is
// false, and the reason Unknown, where it tells none.
func ReasonIn(label string) (m dataset.Missing, ok bool) {
	label = strings.ReplaceAll(strings.ToLower(label), "’", "'")
	for _, t := range tellTales {
		if strings.Contains(label, t.word) {
			return t.m, true
		}
	}
	return dataset.Unknown, false
}
