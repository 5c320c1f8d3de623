package preview

import (
	"net/url"
	"strconv"

	"sojourn/fieldwork"
	"sojourn/instrument/rehearsal"
	"sojourn/study"
)

// exitsOf are the exits of the wave that asks the questionnaire, and what is wrong
// with them. Where that is an error nobody is led out here: the field would not
// start with them either.
func exitsOf(form Form) ([]study.Exit, study.Problems) {
	if form.Study == nil || form.Wave == 0 {
		return nil, nil
	}
	exits, problems := fieldwork.ExitsOf(form.Study, form.Wave, form.Instrument)
	for n := range exits {
		exits[n].Waves = nil // here there is one wave, whatever its number
	}
	return exits, problems
}

// A way is an exit as this page lists it.
type way struct {
	study.Exit
	Show string          // address of this page with what is shown to those led out
	Led  *rehearsal.Exit // what became of it in the rehearsal; nil before anybody played
}

// ways lists the exits with the addresses under which each is shown.
func (f *front) ways(exits []study.Exit) {
	for n, e := range exits {
		at := "/out/" + strconv.Itoa(n+1) + "?" + url.Values{"lang": {string(f.FormLang)}}.Encode()
		line := way{Exit: e, Show: address(f.FormLang, f.Lang) + "&at=" + url.QueryEscape(at)}
		if f.Played != nil && n < len(f.Played.Exits) { // else it was of the file as it was a moment before
			line.Led = &f.Played.Exits[n]
		}
		f.Exits = append(f.Exits, line)
	}
}
