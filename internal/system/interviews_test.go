package system

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"sojourn/fieldwork/scenario"
	"sojourn/instrument"
)

const interviewQuota = `
consent: ${place_w1} = 'here'
groups:
  - {name: adults, where: "${number_w1} >= 30", people: 3}
`

// TestNobodySeesAnswersAndContactsAtOnceWhenPeopleAreDrawnForInterviews draws by
// answers at the desk, writes by addresses in the mailroom and gives an
// interviewer one alias with one contact.
func TestNobodySeesAnswersAndContactsAtOnceWhenPeopleAreDrawnForInterviews(t *testing.T) {
	c := corresponding(t)
	root, studyDir, data, at, post := c.root, c.study, c.data, c.at, c.post
	s := serve(t, studyDir, data, root)
	for i := range 10 {
		place := []string{"here", "other"}[i%2]
		answers := instrument.Answers{"story": {Values: []string{fmt.Sprint("story ", i)}}, "number": {Values: []string{fmt.Sprint(30 + i)}},
			"place": {Values: []string{place}}, "last": {Values: []string{"bye"}}}
		if place == "other" {
			answers["place_other"] = instrument.Answer{Values: []string{"elsewhere"}}
		}
		answer(t, s, scenario.Script{Answers: answers, Language: "ru", Contact: &scenario.Contact{Medium: "email", Address: fmt.Sprintf("person%d@example.org", i)}})
	}
	from := c.from(s)
	sojourn(t, append([]string{"sync", studyDir}, from...)...)
	sojourn(t, append([]string{"handover", studyDir, "--wave", "1", "--few", "--out", at("one")}, from...)...)
	s.stop(t)
	secondWave(t, studyDir, c.port)
	write(t, root, map[string]string{"quota.yaml": interviewQuota, "bad.yaml": strings.Replace(interviewQuota, "number_w1", "nothing_w1", 1)})
	sojourn(t, "cut", studyDir)
	trouble(t, "nothing_w1", "select", studyDir, "--quota", at("bad.yaml"), "--out", at("bad"))
	if out := sojourn(t, "select", studyDir, "--quota", at("quota.yaml"), "--seed", "7", "--out", at("chosen")); !strings.Contains(out, "3 of 3 wanted, from 5 who agreed") {
		t.Errorf("select: %s", out)
	}
	sojourn(t, "mailroom", "take", studyDir, at("one"), "--room", at("room"))
	mail := []string{studyDir, "--room", at("room"), "--wave", "1", "--key", c.contactKey}
	trouble(t, "--only", append([]string{"mailroom", "send", "--letter", "interview"}, mail...)...)
	sojourn(t, append([]string{"mailroom", "send", "--letter", "interview", "--only", at("chosen")}, mail...)...)
	sojourn(t, append([]string{"mailroom", "send", "--letter", "interview", "--only", at("chosen")}, mail...)...)
	letters := post.Letters()
	for to, got := range letters {
		if n := int(to[len("person")] - '0'); n%2 != 0 || len(got) != 1 {
			t.Errorf("%s, who did not agree or was written to already, has %d letters", to, len(got))
		}
	}
	if len(letters) != 3 {
		t.Errorf("%d people were written to, want 3", len(letters))
	}
	sheet := append([]string{"mailroom", "sheet", "--only", at("chosen")}, mail...)
	aliases := regexp.MustCompile(`(?m)^[a-z]{6}-[a-z]{4}$`).FindAllString(sojourn(t, sheet...), -1)
	if len(aliases) != 3 {
		t.Fatalf("%d aliases", len(aliases))
	}
	if one := sojourn(t, append(sheet, "--alias", aliases[0])...); strings.Count(one, "@example.org") != 1 || strings.Contains(one, aliases[1]) {
		t.Errorf("the sheet of one: %s", one)
	}
	trouble(t, "nobody", append(sheet, "--alias", "nobody-here")...)
	for _, hit := range search(t, aliases[0], studyDir, at("chosen"), at("room")) {
		t.Errorf("the alias stands in %s", hit)
	}
	for _, hit := range search(t, "example.org", at("chosen"), at("room")) {
		t.Errorf("an address stands in %s", hit)
	}
}
