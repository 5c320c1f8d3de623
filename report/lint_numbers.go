package report

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sojourn/chart"
	"sojourn/estimate"
	"sojourn/study"
)

const months = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|` +
	`январ[ьяе]|феврал[ьяе]|март[ае]?|апрел[ьяе]|ма[йяе]|июн[ьяе]|июл[ьяе]|август[ае]?|сентябр[ьяе]|октябр[ьяе]|ноябр[ьяе]|декабр[ьяе])`

const numbered = `(?:waves?|sections?|figures?|tables?|notes?|chapters?|appendix|parts?|questions?|items?|` +
	`волн\p{L}*|раздел\p{L}*|рис(?:ун\p{L}*|\.)|табл(?:иц\p{L}*|\.)|примечани\p{L}*|глав\p{L}*|приложени\p{L}*|част\p{L}*|вопрос\p{L}*)`

// allowed are the digits that are no measurements, each as a form of text:
// dates, years, what is numbered, names with a number in them.
var allowed = []*regexp.Regexp{
	regexp.MustCompile(`(?:19|20)\d\d-\d\d-\d\d`),
	regexp.MustCompile(`\d{1,2}\.\d{1,2}\.(?:19|20)\d\d`),
	regexp.MustCompile(`(?i)\d{1,2}(?:st|nd|rd|th)?(?:\s?[–-]\s?\d{1,2})?\s+` + months),
	regexp.MustCompile(`(?i)` + months + `\s+\d{1,2}(?:st|nd|rd|th)?(?:\s?[–-]\s?\d{1,2})?(?:,|\s|$)`),
	regexp.MustCompile(`(?i)` + numbered + `\s+(?:№\s*)?\d{1,3}(?:(?:\s?[–-]\s?|\s?,\s|\s+(?:and|to|or|и|или|по)\s+)\d{1,3})*`),
	regexp.MustCompile(`(?i)\d{1,2}(?:st|nd|rd|th|-(?:я|й|ю|ей|го|ая|ую|ой))\s+` + numbered),
	regexp.MustCompile(`\b10\.\d{4,9}/\S+`),
	regexp.MustCompile(`[\p{L}]+[-–]?\d+`),
}

var (
	typed = regexp.MustCompile(`\d+(?:[.,\x{a0}\x{202f}]\d+)*(?:\s?%)?`)
	year  = regexp.MustCompile(`^(?:19|20)\d\d$`)
)

// typedNumbers lists digits in the prose that are no reference.
func (e *edition) typedNumbers() study.Problems {
	var ps study.Problems
	for _, r := range e.runs() {
		for _, at := range typedIn(r.text) {
			ps = append(ps, e.problem(study.Error, r.at(at[0]), fault{"typed-number",
				fmt.Sprintf("the number %s is typed by hand", r.text[at[0]:at[1]]),
				"refer to an estimate, {{name}}; if it is no finding of the study, vouch for it in double square brackets"}))
		}
	}
	return ps
}

// typedIn returns the places of numbers in a text that no allowance covers.
func typedIn(text string) [][]int {
	for _, form := range allowed {
		text = form.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat(" ", len(s)) })
	}
	return slices.DeleteFunc(typed.FindAllStringIndex(text, -1), func(at []int) bool {
		return year.MatchString(text[at[0]:at[1]])
	})
}

// A fraction is a word for a share, such as "half".
type fraction struct {
	form  *regexp.Regexp
	share float64 // what it says
	above bool    // says "more than"
}

// fractionWords are the words that stand for a share. A letter on either side
// would make another word of them: "behalf", "третья волна".
var fractionWords = []fraction{
	spoken(`half|halves|половин(?:а|ы|у|е|ой)`, .5),
	spoken(`(?:a|one|every)[- ](?:third)|треть|трети`, 1.0/3),
	spoken(`two[- ]thirds|дв(?:е|ух) трети|двух третей`, 2.0/3),
	spoken(`(?:a|one) (?:quarter|fourth)|четверть|четверти`, .25),
	spoken(`three[- ]quarters|три четверти|трех четвертей|трёх четвертей`, .75),
	spoken(`(?:a|one) fifth|(?:one|every) (?:in )?five|кажд\p{L}+ пят\p{L}+`, .2),
	spoken(`(?:a|one) tenth|(?:one|every) (?:in )?ten|кажд\p{L}+ десят\p{L}+`, .1),
	{spoken(`majority|most(?: of)? (?:respondents|people|them|panelists)|большинств\p{L}+`, .5).form, .5, true},
}

func spoken(form string, share float64) fraction {
	return fraction{form: regexp.MustCompile(`(?i)(?:^|[^\p{L}])(` + form + `)(?:$|[^\p{L}])`), share: share}
}

var spelledPercent = regexp.MustCompile(`(?i)(\p{L}+)[ \x{a0}](?:per ?cent|percentage points?|процент\p{L}*)`)

// howNear is how far a share may be from the fraction that words it: "almost
// half" of 45 % passes, of 57 % does not.
const howNear = .05

// fractions lists shares in words that no number of the paragraph bears out,
// and percentages spelled in letters.
func (m *manuscript) fractions(e *edition) study.Problems {
	var ps study.Problems
	warn := func(r run, at int, what string) {
		ps = append(ps, e.problem(study.Warning, r.at(at), fault{"verbal-share", what, "refer to the number beside the words, or choose words that fit it"}))
	}
	for _, r := range e.runs() {
		shares := m.shares(r)
		text := r.text
		for _, f := range slices.Backward(fractionWords) {
			for _, at := range f.form.FindAllStringSubmatchIndex(text, -1) {
				word := text[at[2]:at[3]]
				text = text[:at[2]] + strings.Repeat(" ", len(word)) + text[at[3]:]
				if !slices.ContainsFunc(shares, f.bears) {
					warn(r, at[2], fmt.Sprintf("%q is said, and no share of the paragraph bears it out", word))
				}
			}
		}
		for _, at := range spelledPercent.FindAllStringSubmatchIndex(r.text, -1) {
			if spelledNumber.MatchString(r.text[at[2]:at[3]]) {
				warn(r, at[2], fmt.Sprintf("a percentage is spelled: %q", r.text[at[0]:at[1]]))
			}
		}
	}
	return ps
}

var spelledNumber = regexp.MustCompile(`(?i)^(?:one|two|three|four|five|six|seven|eight|nine|ten|\p{L}+teen|eleven|twelve|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|` +
	`один|два|две|двух|три|тр[её]х|четыре|пят\p{L}+|шест\p{L}+|сем\p{L}+|восем\p{L}+|восьм\p{L}+|девят\p{L}+|десят\p{L}+|\p{L}+дцат\p{L}+|сорок\p{L}*|девяност\p{L}+|сто|ста)$`)

// bears reports whether a share may be worded by the fraction.
func (f fraction) bears(share float64) bool {
	if f.above {
		return share > f.share
	}
	return share > f.share-howNear && share < f.share+howNear
}

// shares lists the values of the shares that a paragraph refers to.
func (m *manuscript) shares(r run) []float64 {
	var out []float64
	for _, ref := range numbers(r.node) {
		at, f := m.shelf.find(ref)
		if f != nil {
			continue
		}
		if c := m.shelf.cell(at); UnitOf(m.shelf[at.Estimate], c) == chart.Percent && c.State != estimate.Suppressed {
			out = append(out, c.Value)
		}
	}
	return out
}
