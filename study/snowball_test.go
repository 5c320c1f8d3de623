package study

import (
	"strings"
	"testing"
)

func TestSettingsOfReferralLinksThatCannotWorkAreNamed(t *testing.T) {
	for _, c := range []struct{ add, want string }{
		{"field: https://f.example\nsnowball: {on: true, coupons: 3, network: knows}", ""},
		{"snowball: {coupons: 99}", ""}, // it is off
		{"field: https://f.example\nsnowball: {on: true, network: knows}", "0 links"},
		{"field: https://f.example\nsnowball: {on: true, coupons: 50, network: knows}", "50 links"},
		{"field: https://f.example\nsnowball: {on: true, coupons: 3, days: -1}", "above zero"},
		{"snowball: {on: true, coupons: 3, network: knows}", "address of the field"},
		{"snowball: {on: true, coupon: 3}", `no key "coupon"`},
	} {
		_, err := Parse([]byte(small + c.add + "\n"))
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n%v", c.add, err)
		}
	}
}

func TestALinkRunsOutWithItsDaysOrItsWave(t *testing.T) {
	w := Wave{Doors: []Door{{Kind: OpenDoor, Opens: "2022-03-01", Closes: "2022-03-31"}}}
	for days, want := range map[int]Day{3: "2022-03-13", 0: "2022-03-31", 60: "2022-03-31"} {
		if got := (Snowball{Days: days}).Until("2022-03-10", w); got != want {
			t.Errorf("%d days: until %s, want %s", days, got, want)
		}
	}
}

const questions = `recognition:
  on: true
  questions:
    - {name: a, label: One, from: 1, to: 31}
    - {name: b, label: Two, from: 0, to: 9}
    - {name: c, label: Three, choices: [{name: left, label: Left}, {name: right, label: Right}]}
`

func TestACodeThatCannotBeAskedIsNamed(t *testing.T) {
	for add, want := range map[string]string{
		"    - {name: d, label: Four, from: -3, to: 3}": "",
		"": "has 3 questions",
		"    - {name: a, label: Four, from: 1, to: 3}":                                      `named "a"`,
		"    - {name: d, from: 1, to: 3}":                                                   "no label",
		"    - {name: d, label: Four}":                                                      "neither a number",
		"    - {name: d, label: Four, from: 3, to: 3}":                                      "neither a number",
		"    - {name: d, label: Four, from: 1, to: 3, choices: [{name: x, label: X}]}":      "neither a number",
		"    - {name: d, label: Four, choices: [{name: x, label: X}, {name: x, label: Y}]}": "stands twice",
		"    - {name: d, label: Four, letters: 1}":                                          `no key "letters"`,
	} {
		_, err := Parse([]byte(small + questions + add + "\n"))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n%v", add, err)
		}
	}
}

func TestAnElementTakesItsNumbersAndChoicesInOneSpelling(t *testing.T) {
	number, choice := Element{From: 0, To: 15}, Element{Choices: []Choice{{Name: "left"}}}
	for _, c := range []struct {
		e    Element
		text string
		want bool
	}{
		{number, "0", true}, {number, "15", true}, {number, "16", false}, {number, "07", false}, {number, "+7", false}, {number, " 7", false},
		{number, "", false}, {number, "left", false}, {choice, "left", true}, {choice, "right", false}, {choice, "", false},
	} {
		if got := c.e.Takes(c.text); got != c.want {
			t.Errorf("%q: %v", c.text, got)
		}
	}
}
