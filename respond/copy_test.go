package respond

import (
	"strings"
	"testing"

	"sojourn/fieldwork"
)

func TestACopyTellsEverythingThatIsKeptOfHowItCameAbout(t *testing.T) {
	f := newFake(t)
	f.paradata = fieldwork.Paradata{Breaks: 2, Width: fieldwork.Narrow, Signals: fieldwork.Signals{Trap: true, Burst: true, Asked: fieldwork.Waited}}
	for _, lang := range []string{"en", "ru", "fa"} {
		text := visit(t, f).get(ownPath(token, "copy") + "?lang=" + lang).Body.String()
		if strings.Contains(text, "[copy") {
			t.Errorf("%s: a wording is missing:\n%s", lang, text)
		}
		if lang != "en" {
			continue
		}
		for _, want := range []string{"Breaks: 2", "narrow", "You waited", "the same way", "people do not see"} {
			if !strings.Contains(text, want) {
				t.Errorf("the copy does not say %q:\n%s", want, text)
			}
		}
	}
}
