package release

import (
	"sojourn/dataset"
	"sojourn/study"
)

// archiveConsent is the variable that says who agreed that their answers are
// handed to others: the purpose "archive" of the study's consent.
const archiveConsent = "consent_archive"

// keepOut takes out of in, which says for every row whether it is released,
// those who did not agree to an archive, and counts them. What somebody said
// last counts, also in a wave that is not released. Where the study never asked
// nobody is kept out; where it asked some, those whom it did not ask are.
func (p *protection) keepOut(in []bool) {
	said := make([]string, p.Data.Rows)
	last := make([]study.WaveID, p.Data.Rows)
	asked := false
	for _, c := range p.Data.Columns {
		if base(c) != archiveConsent || c.Kind != dataset.Categorical || c.Variable.Codes == nil {
			continue
		}
		asked = true
		for i := range said {
			if c.Missing[i] == dataset.Present && c.Wave >= last[i] {
				said[i], last[i] = c.Variable.Codes.Categories[c.Codes[i]].Code, c.Wave
			}
		}
	}
	for i := range in {
		if asked && in[i] && said[i] != "yes" {
			in[i] = false
			p.out.Declined++
		}
	}
}
