package release

import (
	"sojourn/dataset"
	"sojourn/study"
)

// keepOut takes out of in, which says for every row whether it is released,
// those who did not agree to an archive, and counts them. What somebody said
// last counts, also in a wave that is not released. Where the study never asked
// nobody is kept out; where it asked some, those whom it did not ask are.
func (p *protection) keepOut(in []bool) {
	agreed, asked := p.agreed(study.Archive)
	for i := range in {
		if asked && in[i] && !agreed[i] {
			in[i] = false
			p.out.Declined++
		}
	}
}

// agreed says for every row whether the last word on a purpose of the study's
// consent is yes, and whether anybody was asked for it.
func (p *protection) agreed(purpose string) (yes []bool, asked bool) {
	yes = make([]bool, p.Data.Rows)
	last := make([]study.WaveID, p.Data.Rows)
	for _, c := range p.Data.Columns {
		if base(c) != "consent_"+purpose || c.Kind != dataset.Categorical || c.Variable.Codes == nil {
			continue
		}
		asked = true
		for i := range yes {
			if c.Missing[i] == dataset.Present && c.Wave >= last[i] {
				yes[i], last[i] = c.Variable.Codes.Categories[c.Codes[i]].Code == "yes", c.Wave
			}
		}
	}
	return yes, asked
}
