package instrument

import (
	"slices"
	"strings"

	"sojourn/study"
)

// LineageFile is the name of the file in the study folder that says what
// continues what across waves.
const LineageFile = "lineage.yaml"

// A Lineage says which items of later waves continue which of earlier ones,
// and what changed. Where nothing is said, an item continues the item of the
// same name, unchanged.
type Lineage struct {
	Continuations []Continuation `yaml:"lineage"`
	Harmonise     *bool          `yaml:"harmonise,omitempty"` // false: files of linked data have the questions alone; true where it is not said
}

// Harmonises reports whether linked data that leave the program's hands carry,
// beside the questions, variables of common categories.
func (l *Lineage) Harmonises() bool { return l.Harmonise == nil || *l.Harmonise }

// A Change is what changed between two waves.
type Change string

// The changes.
const (
	Wording    Change = "wording"
	Scale      Change = "scale"
	Period     Change = "period" // the reference period, such as a month that became three
	Categories Change = "categories"
)

// A Continuation is one entry of a lineage.
type Continuation struct {
	Item       string            `yaml:"item"` // the name under which it is spoken of, such as in estimates
	From       Side              `yaml:"from"`
	To         Side              `yaml:"to"`
	Change     []Change          `yaml:"change"`
	Recode     map[string]string `yaml:"recode,omitempty"`      // every category of the later wave to one of the earlier
	RecodeFrom map[string]string `yaml:"recode_from,omitempty"` // categories of the earlier wave that were joined or renamed later; the others stay
	Comparable *bool             `yaml:"comparable,omitempty"`  // false: no trend may be drawn; true where it is not said
	Note       study.Text        `yaml:"note"`                  // what every trend over these waves carries
}

// A Side is the items of a continuation in some waves.
type Side struct {
	Item  string         `yaml:"item,omitempty"`
	Items []string       `yaml:"items,omitempty"`
	Wave  study.WaveID   `yaml:"wave,omitempty"`
	Waves []study.WaveID `yaml:"waves,omitempty"`
}

// Names lists the items of the side.
func (s Side) Names() []string {
	if s.Item == "" {
		return s.Items
	}
	return append([]string{s.Item}, s.Items...)
}

// In lists the waves of the side.
func (s Side) In() []study.WaveID {
	if s.Wave == 0 {
		return s.Waves
	}
	return append([]study.WaveID{s.Wave}, s.Waves...)
}

// Has reports whether the side is about the item in the wave.
func (s Side) Has(item string, wave study.WaveID) bool {
	return slices.Contains(s.Names(), item) && slices.Contains(s.In(), wave)
}

// Trend reports whether a trend may be drawn over the continuation.
func (c Continuation) Trend() bool { return c.Comparable == nil || *c.Comparable }

// ParseLineage reads the text of a lineage.yaml. The file may be absent from a
// study; then the zero Lineage holds.
func ParseLineage(data []byte) (*Lineage, error) {
	var l Lineage
	if err := study.Decode(LineageFile, data, &l); err != nil {
		return nil, err
	}
	return &l, nil
}

// Is reports whether the continuation is about the item, named as in either
// wave or by the name of the entry.
func (c Continuation) Is(item string) bool {
	return c.Item == item || slices.Contains(c.From.Names(), item) || slices.Contains(c.To.Names(), item)
}

// Crosses reports whether a comparison of the item over the two waves passes
// over the continuation.
func (c Continuation) Crosses(item string, from, to study.WaveID) bool {
	return c.Is(item) && slices.ContainsFunc(c.From.In(), func(w study.WaveID) bool { return from <= w && w < to }) &&
		slices.ContainsFunc(c.To.In(), func(w study.WaveID) bool { return from < w && w <= to })
}

// Notes gives by item everything that is known to have changed about it, the
// notes of its continuations one after the other.
func (l *Lineage) Notes() map[string]study.Text {
	notes := map[string]study.Text{}
	for _, c := range l.Continuations {
		names := append(c.From.Names(), c.To.Names()...)
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			told := study.Text{}
			for lang, note := range c.Note {
				told[lang] = strings.TrimSpace(notes[name][lang] + " " + note)
			}
			notes[name] = told
		}
	}
	return notes
}
