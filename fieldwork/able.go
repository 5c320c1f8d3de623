package fieldwork

import (
	"fmt"

	"sojourn/instrument"
	"sojourn/study"
)

// unable says what an instrument asks for that the pages cannot show yet: a
// form may be checked with it, but nobody must be asked in another way than
// it says. It is nil if there is nothing.
func unable(in *instrument.Instrument) error {
	for _, p := range in.Pages {
		for _, i := range p.Items {
			what := ""
			switch {
			case i.Type == instrument.Rank || i.Type == instrument.Range:
				what = "is of type " + string(i.Type)
			case i.Filter != nil:
				what = "offers a part of its choices only"
			case i.Shuffle:
				what = "shuffles its choices"
			case p.Repeat != "":
				what = "is asked several times"
			}
			if what != "" {
				return study.Problem{Severity: study.Error, Code: "unsupported", Where: in.Form, Column: i.Name,
					What: fmt.Sprintf("this item %s, which the respondents' pages cannot show yet", what), Do: "ask it in another way"}
			}
		}
	}
	return nil
}
