package fieldwork

import (
	"sojourn/dataset"
	"sojourn/study"
)

// RecruiterItem and ReferredItem are the items under which the table of a wave
// keeps by whom somebody came: the pseudonym of the person, and whether they
// came by a referral link at all.
const (
	RecruiterItem = "recruiter"
	ReferredItem  = "referred"
)

// AddRecruitment adds to the table of a wave by whom people came. Whoever came
// by themselves has no recruiter because there is none; of whoever came by a
// link of somebody whose response is not among the rows it is not known.
func AddRecruitment(d *dataset.Dataset, rows []Row) error {
	rows = consented(rows)
	gave := map[string]string{} // pseudonym by coupon
	for _, r := range rows {
		for _, coupon := range r.Response.Coupons {
			gave[coupon] = string(r.Response.Panelist)
		}
	}
	answers := &dataset.CodeList{Name: ReferredItem, Categories: []dataset.Category{
		{Code: "no", Label: study.Text{"en": "came by themselves", "ru": "без приглашения участника"}},
		{Code: "yes", Label: study.Text{"en": "came by a respondent's link", "ru": "по ссылке участника"}}}}
	referred := dataset.NewColumn(dataset.Variable{Name: ReferredItem, Kind: dataset.Categorical, Scale: dataset.Nominal, Codes: answers,
		Label: study.Text{"en": "Passed on by a respondent", "ru": "Приглашение от участника"}}, len(rows), dataset.Present)
	recruiter := dataset.NewColumn(dataset.Variable{Name: RecruiterItem, Kind: dataset.Words,
		Label: study.Text{"en": "Pseudonym of the person by whom they came", "ru": "Псевдоним пригласившего"}}, len(rows), dataset.NotApplicable)
	for i, r := range rows {
		if r.Response.Coupon == "" {
			continue
		}
		referred.Codes[i], recruiter.Missing[i] = 1, dataset.Unknown
		if by, here := gave[r.Response.Coupon]; here && by != string(r.Response.Panelist) {
			recruiter.Texts[i], recruiter.Missing[i] = by, dataset.Present
		}
	}
	if err := d.Add(referred); err != nil {
		return err
	}
	return d.Add(recruiter)
}
