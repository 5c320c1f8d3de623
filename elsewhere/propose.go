package elsewhere

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/format/labelled"
	"sojourn/study"
)

// HashOf is how a mapping names the content of a file.
func HashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// usual are names of variables, in small letters without signs, by which other
// programs keep what a mapping asks for.
var usual = struct {
	key    []string
	about  map[string][]string
	direct []string // parts of names of what tells directly who somebody is
}{
	key: []string{"panelist", "pseudonym", "token", "panelid", "pid", "respondentid", "externalreference", "caseid", "uuid", "id"},
	about: map[string][]string{
		clean.DayColumn:      {"day", "submitdate", "datestamp", "enddate", "end", "submissiontime", "date"},
		clean.SecondsColumn:  {"seconds", "interviewtime", "durationinseconds", "duration"},
		clean.LanguageColumn: {"language", "startlanguage", "userlanguage", "lang"},
		clean.ChannelColumn:  {"channel", "refurl", "source", "distributionchannel"},
		clean.VersionColumn:  {"version"},
		clean.ShareColumn:    {"answered"},
	},
	direct: []string{"mail", "phone", "ipaddr", "telegram", "firstname", "lastname", "surname", "latitude", "longitude", "address", "useragent"},
}

func bare(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(name))
}

// Propose writes the text of a mapping for a person to check. What stands in
// it are names, labels and counts of values, and never an answer.
func Propose(s Source, codebook string, d *dataset.Dataset) []byte {
	p := &proposal{d: d, gone: map[string]bool{}}
	p.put("# How %s becomes a wave. Check every line, then run the same command again.", quoted(s.Name))
	p.put("file: %s", quoted(s.Name))
	p.put("sha256: %s", HashOf(s.Data))
	if codebook != "" {
		p.put("codebook: %s", quoted(codebook))
	}
	if s.Language != "" {
		p.put("language: %s", s.Language)
	}
	p.put("")
	p.panelist()
	p.about()
	p.direct()
	p.put("variables:")
	names := &labelled.Names{Limit: 40, Cut: labelled.CutBytes, Fold: strings.ToLower, First: latin,
		Allowed: func(r rune) bool { return latin(r) || r == '_' || r >= '0' && r <= '9' }, Reserved: reserved}
	for _, c := range d.Columns {
		if !p.gone[c.Name] {
			p.variable(c, names)
		}
	}
	return p.b.Bytes()
}

func latin(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// reserved reports whether a variable of the wave has this name already.
func reserved(name string) bool {
	return name == clean.PanelistColumn || name == clean.ResponseColumn ||
		slices.ContainsFunc(aboutColumns, func(c aboutColumn) bool { return c.name == name })
}

// A proposal is under way.
type proposal struct {
	b    bytes.Buffer
	d    *dataset.Dataset
	gone map[string]bool // variables that stand above the list
}

func (p *proposal) put(format string, args ...any) { fmt.Fprintf(&p.b, format+"\n", args...) }

// quoted is a text as YAML reads it back on one line.
func quoted(s string) string { return strconv.QuoteToGraphic(labelled.OneLine(s)) }

func (p *proposal) find(wanted []string) *dataset.Column {
	for _, name := range wanted {
		for _, c := range p.d.Columns {
			if bare(c.Name) == name && !p.gone[c.Name] {
				p.gone[c.Name] = true
				return c
			}
		}
	}
	return nil
}

func (p *proposal) panelist() {
	p.put("# The variable that tells who somebody is. Its values do not enter the study: each becomes a pseudonym.")
	if c := p.find(usual.key); c != nil {
		p.put("panelist: %s", quoted(c.Name))
	} else {
		p.put("# panelist: NAME        none was found; without one nobody can be followed into another wave")
	}
	p.put("# keep: true            if its values are pseudonyms of this study already")
	p.put("# link: {wave: 2, item: NAME}   if people gave the same key in an item of a wave fielded here")
	p.put("")
}

func (p *proposal) about() {
	p.put("# What the file says about each response. Without a day write: on: 2022-03-27")
	p.put("about:")
	none := true
	for _, a := range aboutColumns {
		if c := p.find(usual.about[a.name]); c != nil {
			p.put("  %s: %s", a.name, quoted(c.Name))
			none = false
		}
	}
	if none {
		p.put("  {}")
	}
	p.put("")
}

func (p *proposal) direct() {
	var names []string
	for _, c := range p.d.Columns {
		if !p.gone[c.Name] && slices.ContainsFunc(usual.direct, func(part string) bool { return strings.Contains(bare(c.Name), part) }) {
			names = append(names, quoted(c.Name))
			p.gone[c.Name] = true
		}
	}
	p.put("# What does not enter. Names, addresses and the like must never.")
	p.put("left_out: [%s]", strings.Join(names, ", "))
	p.put("")
}

func (p *proposal) variable(c *dataset.Column, names *labelled.Names) {
	name, _ := names.Give(c.Name)
	p.put("  # %s", Summary(c))
	p.put("  - name: %s", name)
	p.put("    from: %s", quoted(c.Name))
	if c.Variable.Codes == nil {
		return
	}
	missing := map[string]string{}
	for _, category := range c.Variable.Codes.Categories {
		label := anyLabel(category.Label)
		if m, ok := labelled.ReasonIn(label); ok {
			missing[category.Code] = m.String()
		}
		p.put("    # %s %s", quoted(category.Code), labelled.OneLine(label))
	}
	if len(missing) > 0 {
		p.put("    missing:")
		for _, category := range c.Variable.Codes.Categories {
			if reason := missing[category.Code]; reason != "" {
				p.put("      %s: %s", quoted(category.Code), reason)
			}
		}
	}
}

// anyLabel is the label in the language that comes first.
func anyLabel(t study.Text) string {
	for _, lang := range slices.Sorted(maps.Keys(t)) {
		return t[lang]
	}
	return ""
}

// Summary is one line about a variable: its label, kind, and how many cells
// are empty for which reason.
func Summary(c *dataset.Column) string {
	var parts []string
	if label := labelled.OneLine(anyLabel(c.Label)); label != "" {
		parts = append(parts, label)
	}
	kind := map[dataset.Kind]string{dataset.Categorical: "one of %d", dataset.Multiple: "any of %d", dataset.Numeric: "number", dataset.Words: "text"}[c.Kind]
	if c.Variable.Codes != nil {
		kind = fmt.Sprintf(kind, len(c.Variable.Codes.Categories))
	}
	parts = append(parts, kind)
	var why [256]int
	for _, m := range c.Missing {
		why[m]++
	}
	parts = append(parts, fmt.Sprintf("%d given", why[dataset.Present]))
	for _, m := range dataset.Reasons() {
		if why[m] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", why[m], m))
		}
	}
	return strings.Join(parts, " · ")
}
