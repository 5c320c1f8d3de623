package study

import "testing"

func TestALinkIsToldByWhereItLeads(t *testing.T) {
	s := &Study{Field: "https://survey.example.org", Mirrors: []string{"https://oprosy.example.net/", "http://abcdefghij234567.onion"}}
	for link, want := range map[string]Verdict{
		"https://survey.example.org":                  Genuine,
		"https://survey.example.org/i/sEcReT?lang=ru": Genuine,
		"  survey.example.org/o/friends. ":            Genuine,
		"HTTPS://SURVEY.EXAMPLE.ORG/":                 Genuine,
		"https://oprosy.example.net/o/media":          Genuine,
		"http://abcdefghij234567.onion/":              Genuine,
		"https://survey.example.org.":                 Genuine, // the same host
		"http://survey.example.org/":                  Imitation,
		"https://survey.example.org:8443/":            Imitation,
		"https://survey.example.org@evil.example/":    Imitation,
		"https://a@survey.example.org/":               Imitation,
		"https://survey.example.org.evil.example/i/x": Imitation,
		"https://evil.example/survey.example.org":     Imitation,
		"https://survеy.example.org/":                 Imitation, // Cyrillic е
		"https://xn--survy-2we.example.org/":          Imitation, // the same in punycode
		"https://survey-example.org/":                 Imitation,
		"https://surwey.example.org/":                 Imitation,
		"https://sur\u200bvey.example.org/":           Imitation,
		"https://forms.example.com/d/1":               Foreign,
		"https://опрос.example/":                      Foreign,
		"https://example.org/":                        Foreign,
		"tel:+995320000000":                           NoLink,
		"hello":                                       NoLink,
		"":                                            NoLink,
		"https://%zz.example":                         NoLink,
	} {
		if got := s.Judge(link); got != want {
			t.Errorf("%q is %s, want %s", link, got, want)
		}
	}
}

func TestAStudyWithoutAnAddressKnowsNoGenuineLink(t *testing.T) {
	if got := (&Study{}).Judge("https://survey.example.org/"); got != Foreign {
		t.Errorf("it says %s", got)
	}
}

func FuzzJudge(f *testing.F) {
	s := &Study{Field: "https://survey.example.org"}
	f.Add("https://survey.example.org/i/x")
	f.Add("xn--survy-2we.example.org")
	f.Fuzz(func(t *testing.T, link string) { s.Judge(link) })
}
