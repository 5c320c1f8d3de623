package release

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// A hint is what a name says about a variable.
type hint struct {
	names      *regexp.Regexp
	role       Role
	why        string
	scientific string // the change, as it stands in release.yaml
	public     string
	keep       int
}

// part matches any of the words as a part of a name: "fear" in "fear_draft".
func part(any string) *regexp.Regexp { return regexp.MustCompile(`(^|_)(` + any + `)(_|\d|$)`) }

// whole matches any of the words as a name, whatever time or side of the thing
// is added: "work" in "work_now", and not in "lose_work".
func whole(any string) *regexp.Regexp {
	return regexp.MustCompile(`^(` + any + `)(_?(now|before|after|today|current|last|main|size|minor|when|year|month|birth|origin|residence|live|own|group|\d+))*$`)
}

// hints are tried in their order; the first that speaks decides.
var hints = []hint{
	{part(`e?mail|phone|tel|telegram|whatsapp|instagram|contact|passport|iban|surname|firstname|fullname|address|street`), Direct, "its name says that it leads to a person", "", "", 0},
	{whole(clean.FlagItem), Free, "tells how the data were cleaned, not what anybody answered", "withhold: true", "withhold: true", 0},
	{whole(`answered|seconds`), Free, "paradata: how somebody filled in the questionnaire", "withhold: true", "withhold: true", 0},
	{whole(`version`), Free, "the version of the questionnaire", "closed: true", "withhold: true", 0},
	{whole(`language`), Quasi, "others may know in which language somebody answered", "closed: true", "withhold: true", 0},
	{whole(`channel`), Quasi, "others may know where somebody met the link", "withhold: true", "withhold: true", 0},
	{whole(`day`), Quasi, "others may know when somebody answered; the wave says it well enough", "withhold: true", "withhold: true", 0},
	{whole(`recruiter`), Direct, "the pseudonym of another person", "", "", 0},
	{whole(`referred`), Quasi, "others may know who passed the survey on to whom", "withhold: true", "withhold: true", 0},
	{whole(clean.InvitedItem), Free, "tells who left a contact, not what anybody answered", "withhold: true", "withhold: true", 0},
	{whole(clean.DispositionItem), Free, "the outcome; it also tells who was invited and who refused, and who is in which wave follows from the answers", "withhold: true", "withhold: true", 0},
	{part(`recontact|interview|optin|results_optin`), Free, "tells who can be reached again", "withhold: true", "withhold: true", 0},
	{whole(`age|years`), Quasi, "known to everybody who knows the person", "bands: [18, 25, 35, 45, 55, 65]", "bands: [18, 30, 45, 60]", 2},
	{whole(`born|birth|birthday|birthyear`), Quasi, "known to everybody who knows the person", "", "withhold: true", 0},
	{whole(`gender|sex`), Quasi, "known to everybody who knows the person", "rare: 30", "rare: 50", 3},
	{whole(`country|citizenship|nationality|origin`), Quasi, "known to everybody who knows the person", "rare: 100", "regions: true", 1},
	{whole(`city|town|village|settlement|place|region|district`), Quasi, "known to everybody who knows the person", "withhold: true", "withhold: true", 0},
	{whole(`education|degree|school`), Quasi, "known to many who know the person", "rare: 30", "rare: 100", 0},
	{whole(`marital|married|partner|family|household|children|kids|child`), Quasi, "known to many who know the person", "rare: 30", "withhold: true", 0},
	{whole(`arrival|arrived|moved|left|departure|returned`), Quasi, "others may know when and whether somebody moved", "rare: 30", "rare: 100", 0},
	{whole(`profession|occupation|specialty|sector|job|work|employer`), Quasi, "others may know what somebody does for a living", "rare: 100", "withhold: true", 0},
	{whole(`ethnic|ethnicity|tongue|languages|religion|confession`), Quasi, "known to many, and often seen or heard", "withhold: true", "withhold: true", 0},
	{part(`vote|trust|repression|threats?|act|fear|protest|rally|army|draft|politics|political|health|medical|felt|depress\w*|disc|discrimination|income|debt|status|legal|documents|safe|violence`),
		Sensitive, "politics, pressure, health or money: it could be held against somebody", "", "", 0},
}

// Propose writes a release.yaml for a dataset, every line with its reason. It
// is for a human to correct: a program sees names and kinds, not lives.
func Propose(d *dataset.Dataset, instruments map[study.WaveID]*instrument.Instrument) []byte {
	var b bytes.Buffer
	b.WriteString("# Who may learn what: the role of every variable in a release, in all waves.\n" +
		"# Proposed from names, kinds and the questionnaires. Read every line before anything leaves: nobody has, yet.\n" +
		"# direct: never leaves. quasi: others may know it. sensitive: could be held against somebody. free: neither.\n" +
		"# harmless: answers of a sensitive variable that may become known of somebody.\n" +
		"variables:\n")
	b.Write(ProposeFor(nil, d, instruments))
	return b.Bytes()
}

// ProposeFor writes the lines of the variables that have no role yet among
// those declared, as they stand under "variables" in release.yaml; nothing if
// every variable has one.
func ProposeFor(declared []Declared, d *dataset.Dataset, instruments map[study.WaveID]*instrument.Instrument) []byte {
	var b bytes.Buffer
	seen := map[string]bool{clean.PanelistColumn: true}
	for _, one := range declared {
		seen[one.Name] = true
	}
	for _, c := range d.Columns {
		if name := base(c); !seen[name] && !clean.Signal(name) {
			seen[name] = true
			b.WriteString(line(name, suggest(c, instruments[c.Wave]), harmless(c)))
		}
	}
	return b.Bytes()
}

// line writes one variable.
func line(name string, h hint, harmless []string) string {
	text := fmt.Sprintf("  - {name: %s, role: %s, why: %q", name, h.role, h.why)
	if h.role == Sensitive && len(harmless) > 0 {
		text += `, harmless: ["` + strings.Join(harmless, `", "`) + `"]`
	}
	if h.role == Quasi && h.keep > 0 {
		text += fmt.Sprintf(", keep: %d", h.keep)
	}
	if h.scientific != "" {
		text += ", scientific: {" + h.scientific + "}"
	}
	if h.public != "" {
		text += ", public: {" + h.public + "}"
	}
	return text + "}\n"
}

var nothing = regexp.MustCompile(`^(no|none|never|nothing|nobody|not_at_all)$`)

// harmless lists the codes that say that something is not so.
func harmless(c *dataset.Column) []string {
	var codes []string
	if c.Variable.Codes != nil {
		for _, category := range c.Variable.Codes.Categories {
			if nothing.MatchString(strings.ToLower(category.Code)) {
				codes = append(codes, category.Code)
			}
		}
	}
	return codes
}

// suggest finds a role for a column, with changes that its kind allows.
func suggest(c *dataset.Column, in *instrument.Instrument) hint {
	name := base(c)
	h := hint{role: Free, why: "nothing in its name, kind or question says otherwise: look at it"}
	item, _ := (*instrument.Item)(nil), 0
	if in != nil && c.Item != "" {
		item, _ = in.Item(c.Item)
	}
	named := false
	for _, one := range hints {
		if one.names.MatchString(strings.ToLower(name)) {
			h, named = one, true
			break
		}
	}
	switch {
	case h.role == Direct:
		return h
	case item != nil && item.Type == instrument.Date:
		return hint{role: Quasi, why: "a day in somebody's life, which others may know", scientific: "day: month", public: "day: year"}
	case c.Kind == dataset.Words && c.Item == "" && !named:
		return hint{role: Free, why: "set by the program, not an answer", scientific: "closed: true", public: "closed: true"}
	case c.Kind == dataset.Words && c.Item != "":
		return hint{role: Sensitive, why: "free text: people name others and themselves", scientific: "withhold: true", public: "withhold: true"}
	case c.Formula != "" || item != nil && item.Type == instrument.Calculate:
		h = hint{role: Quasi, why: "computed from other answers, and tells of them", public: "withhold: true"}
	case tellsHowMany(c):
		h = hint{role: Quasi, why: "tells how many of something somebody has", public: "withhold: true"}
	case item != nil && item.Sensitive:
		h.role, h.why = Sensitive, "the questionnaire marks it as sensitive"
	case !named && c.Variable.Codes != nil && len(c.Variable.Codes.Categories) > 40:
		h = hint{role: Quasi, why: "a long list of answers singles people out", scientific: "rare: 30", public: "withhold: true"}
	case !named && c.Kind == dataset.Numeric:
		h = hint{role: Quasi, why: "a number can single somebody out; if it is only an attitude, call it free", public: "withhold: true"}
	}
	return h.fitting(c)
}

// tellsHowMany reports whether a column belongs to what is asked several times
// and so tells how often: a later time, which only those have been asked who
// have so many, or the question whether there is another.
func tellsHowMany(c *dataset.Column) bool {
	if c.Variable.Codes != nil && c.Variable.Codes.Name == instrument.AnotherList {
		return true
	}
	return c.Repeated != nil && c.Repeated.Time > 1
}

// fitting takes out the changes that the kind of the column does not allow.
func (h hint) fitting(c *dataset.Column) hint {
	for _, change := range []*string{&h.scientific, &h.public} {
		kind, _, _ := strings.Cut(*change, ":")
		fits := map[string]bool{
			"": c.Kind != dataset.Words, "withhold": true, "bands": c.Kind == dataset.Numeric, "rare": c.Kind == dataset.Categorical,
			"regions": c.Kind == dataset.Categorical && areCountries(c.Variable.Codes), "day": c.Kind == dataset.Words, "closed": c.Kind == dataset.Words,
		}[kind]
		switch {
		case fits:
		case c.Kind == dataset.Categorical:
			*change = "rare: 50"
		case c.Kind == dataset.Words:
			*change = "withhold: true"
		default:
			*change = ""
		}
	}
	if h.role == Quasi && c.Kind == dataset.Multiple {
		h.scientific, h.public = "withhold: true", "withhold: true" // sets are nearly all unique
	}
	return h
}
