package elsewhere

import (
	"fmt"
	"slices"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/study"
)

// A Mapping says how a file becomes a wave.
type Mapping struct {
	File     string            `yaml:"file"`                // that it was written for
	Hash     string            `yaml:"sha256"`              // of that file
	Codebook string            `yaml:"codebook,omitempty"`  // file of the CSV's labels, for people to know
	Language study.Lang        `yaml:"language,omitempty"`  // of labels where the file does not say
	Panelist string            `yaml:"panelist,omitempty"`  // variable that tells who somebody is; empty: nobody can be followed
	Keep     bool              `yaml:"keep,omitempty"`      // its values are this study's pseudonyms already
	Link     *Link             `yaml:"link,omitempty"`      // to people of a sealed wave
	On       study.Day         `yaml:"on,omitempty"`        // day of all responses where no variable tells it
	About    map[string]string `yaml:"about,omitempty"`     // day, seconds, language, channel, version, answered: variables
	LeftOut  []string          `yaml:"left_out,omitempty"`  // variables that do not enter
	Rules    []Rule            `yaml:"variables,omitempty"` // that do
}

// A Link names an item of a sealed wave that holds the same keys as the file,
// so that a person is one in both.
type Link struct {
	Wave study.WaveID `yaml:"wave"`
	Item string       `yaml:"item"`
}

// A Rule makes one variable of the wave.
type Rule struct {
	Name    string            `yaml:"name"`
	From    string            `yaml:"from"`
	Label   study.Text        `yaml:"label,omitempty"`   // instead of the file's
	Scale   dataset.Scale     `yaml:"scale,omitempty"`   // instead of the file's
	Codes   map[string]string `yaml:"codes,omitempty"`   // code of the file -> code here; several may become one
	Missing map[string]string `yaml:"missing,omitempty"` // code or number of the file -> reason
}

// An aboutColumn is a column about a response that a mapping may name.
type aboutColumn struct {
	name  string
	kind  dataset.Kind
	label study.Text
}

var aboutColumns = []aboutColumn{
	{clean.ShareColumn, dataset.Numeric, study.Text{"en": "Share of the items asked that were answered", "ru": "Доля заданных вопросов, на которые дан ответ"}},
	{clean.SecondsColumn, dataset.Numeric, study.Text{"en": "Time on all pages, seconds", "ru": "Время на всех страницах, секунды"}},
	{clean.LanguageColumn, dataset.Words, study.Text{"en": "Language of the questionnaire", "ru": "Язык анкеты"}},
	{clean.VersionColumn, dataset.Words, study.Text{"en": "Version of the instrument", "ru": "Версия анкеты"}},
	{clean.ChannelColumn, dataset.Words, study.Text{"en": "Channel", "ru": "Канал"}},
	{clean.DayColumn, dataset.Words, study.Text{"en": "Day of the last saving", "ru": "День последнего сохранения"}},
}

// Parse reads the text of a mapping, whose name problems bear.
func Parse(name string, data []byte) (*Mapping, error) {
	var m Mapping
	if err := study.Decode(name, data, &m); err != nil {
		return nil, err
	}
	ps := m.check()
	for i := range ps {
		ps[i].Where = name
	}
	return &m, ps.Err()
}

// check lists what is wrong in the mapping by itself.
func (m *Mapping) check() study.Problems {
	var ps study.Problems
	taken := map[string]bool{clean.PanelistColumn: true, clean.ResponseColumn: true}
	known := []string{}
	for _, c := range aboutColumns {
		taken[c.name] = true
		known = append(known, c.name)
	}
	for name := range m.About {
		if !slices.Contains(known, name) {
			ps = append(ps, refusal("about", fmt.Sprintf("%q is nothing that a response has", name), fmt.Sprintf("use %v", known)))
		}
	}
	if m.On != "" && !m.On.Valid() {
		ps = append(ps, refusal("on", fmt.Sprintf("%q is no day", m.On), "write it as 2022-03-27"))
	}
	for _, r := range m.Rules {
		if !isName(r.Name) || taken[r.Name] {
			ps = append(ps, refusal(r.Name, "the name is taken, or has other than letters, digits and _", "give each variable a name of its own, a letter first"))
		}
		taken[r.Name] = true
		for _, reason := range r.Missing {
			if why, err := dataset.ParseMissing(reason); err != nil || why == dataset.Present {
				ps = append(ps, refusal(r.Name, fmt.Sprintf("%q is no reason for an empty cell", reason), "use "+reasonNames()))
			}
		}
	}
	return ps
}

func reasonNames() string {
	s := ""
	for i, m := range dataset.Reasons() {
		if i > 0 {
			s += ", "
		}
		s += m.String()
	}
	return s
}

func isName(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r != '_' && (r < '0' || r > '9')) {
			return false
		}
	}
	return s != ""
}
