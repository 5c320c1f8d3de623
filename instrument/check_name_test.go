package instrument

import (
	"testing"

	"sojourn/study"
)

func TestANameThatCannotBeUsedComesWithOneThatCan(t *testing.T) {
	for name, want := range map[string]string{
		"возраст":      ", such as vozrast",
		"Год отъезда":  ", such as god_otezda",
		"ასაკი":        ", such as asaki",
		"left-when":    ", such as left_when",
		"naïve.answer": ", such as naive_answer",
		"чувство_принадлежности_к_сообществу_уехавших": ", such as chuvstvo_prinadlezhnosti_k_soobs",
		"سن":    "", // no letter has a Latin one
		"2nd":   "", // a letter must come first
		"age":   "",
		"${age": ", such as age",
	} {
		if got := SuchAs(name); got != want {
			t.Errorf("for %q the advice ends in %q, want %q", name, got, want)
		}
	}
}

func TestAnItemOnAPageOfItsOwnIsToldOfOnce(t *testing.T) {
	at := Place{Sheet: "survey", Row: 2}
	in := &Instrument{Languages: []study.Lang{"en"}, Pages: []*Page{{Name: "год", Source: at, Items: []*Item{{Name: "год", Type: Integer, Source: at, Label: study.Text{"en": "Year?"}}}}}}
	told := 0
	for _, p := range Check(in) {
		if p.Code == "name" {
			told++
		}
	}
	if told != 1 {
		t.Errorf("a name that cannot be used is told of %d times", told)
	}
}
