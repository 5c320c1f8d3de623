package mailroom

import (
	"fmt"
	"slices"

	"sojourn/outreach"
	"sojourn/study"
)

// Ready says what is lacking before letters can go out.
func (r *Room) Ready(round Round) error {
	if r.study.Field == "" {
		return study.Problem{Where: study.File, Column: "field", What: "the public address of the field is missing, so links cannot be made",
			Do: "write it as field: https://example.org"}
	}
	if _, ok := round.Post.Letters[round.Letter]; !ok {
		return study.Problem{Where: outreach.PostFile, Column: "letters", What: fmt.Sprintf("there is no letter %q", round.Letter), Do: "add it"}
	}
	if round.Post.Letters[round.Letter].Coded() && round.Code == "" {
		return study.Problem{Where: outreach.PostFile, Column: "letters", What: "the letter has a place for a code, and the mailroom cannot make codes yet",
			Do: "run \"sojourn mailroom open\" once: with the field's token it learns how"}
	}
	if round.Letter == outreach.Interview && !round.chosen {
		return study.Problem{Where: "mailroom", What: "an interview is asked of those alone whom the desk selected", Do: "name the file of sojourn select with --only"}
	}
	return nil
}

// Timely says why a letter may not go out on a day: the contacts are past their
// end, or the wave is.
func (r *Room) Timely(round Round, today study.Day) error {
	if err := r.Expired(round, today); err != nil {
		return err
	}
	return round.Over(today)
}

// Over says so if the letter leads to a wave whose doors are closed for good:
// who opened its link would stand before them.
func (r Round) Over(today study.Day) error {
	if !r.leads() || today <= r.Wave.Closes() {
		return nil
	}
	return study.Problem{Severity: study.Error, Code: "wave-over", Where: study.File, Column: fmt.Sprintf("waves %d", r.Wave.Number),
		What: fmt.Sprintf("the wave is over since %s, and the link would lead to closed doors", r.Wave.Closes()), Do: "choose another wave, or give its doors a later day here and at the field"}
}

// leads reports whether the link of the letter leads to the questions of the wave.
func (r Round) leads() bool {
	return slices.Contains([]outreach.LetterKind{outreach.Invitation, outreach.Reminder, outreach.Reminder2}, r.Letter)
}

// LetIn says so if letters would lead people to a field that does not know
// them: it lets in those alone whose hashes it was told.
func (r *Room) LetIn(round Round) error {
	if !round.leads() {
		return nil
	}
	opened, err := r.opened(round.Wave.Number)
	if err != nil {
		return err
	}
	strangers := 0
	for _, p := range round.People {
		if round.Agreed.May(p, round.Letter) && !opened[p.Invitation] {
			strangers++
		}
	}
	if strangers == 0 {
		return nil
	}
	return study.Problem{Severity: study.Error, Code: "door-unopened", Where: "mailroom", Column: fmt.Sprintf("waves %d", round.Wave.Number),
		What: fmt.Sprintf("the field does not know the links of %s yet, and their letters would lead nowhere", study.Counted(strangers, "person")),
		Do:   fmt.Sprintf("run \"sojourn mailroom open\" for wave %d first; again whenever contacts were taken in", round.Wave.Number)}
}

// Expired says so once the contacts are past the day until which they were to
// be used: who left an address did so for the length of the study. Destroying
// them is left to a person, who destroys the copies elsewhere too.
func (r *Room) Expired(round Round, today study.Day) error {
	until := round.Post.Until(r.study)
	if today <= until {
		return nil
	}
	return study.Problem{Severity: study.Error, Code: "vault-expired", Where: outreach.PostFile, Column: "vault_days",
		What: fmt.Sprintf("the contacts were to be used until %s and are to be destroyed", until),
		Do:   "run: sojourn mailroom forget; if another wave is to come, write it into " + study.File}
}
