package fieldwork

import (
	"sojourn/dataset"
	"sojourn/study"
)

// consentColumns say for each purpose who agreed to it. Whom nobody asked,
// because their version of the consent had no such purpose, did not agree: the
// cell is empty, and a filter for "yes" leaves them out.
func consentColumns(rows []Row, purposes []string) []*dataset.Column {
	answers := &dataset.CodeList{Name: "consent", Categories: []dataset.Category{
		{Code: "yes", Label: study.Text{"en": "agreed", "ru": "согласие дано"}},
		{Code: "no", Label: study.Text{"en": "did not agree", "ru": "согласия нет"}}}}
	var columns []*dataset.Column
	for _, purpose := range purposes {
		label := study.Text{"en": "Consent to the purpose " + purpose, "ru": "Согласие на цель " + purpose}
		c := dataset.NewColumn(dataset.Variable{Name: "consent_" + purpose, Kind: dataset.Categorical, Scale: dataset.Nominal, Codes: answers, Label: label}, len(rows), dataset.NotAsked)
		for i, r := range rows {
			given, asked := Given(r.Response.Consents, purpose)
			if !asked {
				continue
			}
			c.Missing[i] = dataset.Present
			if !given {
				c.Codes[i] = 1
			}
		}
		columns = append(columns, c)
	}
	return columns
}
