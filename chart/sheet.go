package chart

import (
	"bytes"
	"fmt"
	"strings"

	"sojourn/look"
	"sojourn/study/phrasebook"
)

// A sheet is a figure being drawn, from the top down.
type sheet struct {
	pen
	frame Frame
	words phrasebook.Voice
	y     float64 // lower edge of what has been drawn
	signs signs
}

// signs are those of the states that occur and must be explained.
type signs struct{ noData, noInterval, suppressed, whiskers bool }

func (s *signs) see(v Value) {
	s.seeState(v.State)
	s.whiskers = s.whiskers || v.hasInterval()
}

func (s *signs) seeState(state State) {
	s.noData = s.noData || state == NoData
	s.noInterval = s.noInterval || state == NoInterval
	s.suppressed = s.suppressed || state == Suppressed
}

// newSheet begins a figure with its heading.
func newSheet(f Frame, seen signs) *sheet {
	s := &sheet{pen: pen{rtl: f.Lang.RightToLeft(), id: f.ID}, frame: f, words: f.words(), y: margin, signs: seen}
	s.paragraph(titleFace, f.Title)
	if f.Subtitle != "" {
		s.y += 2
		s.paragraph(quietFace, f.Subtitle)
	}
	s.y += 14
	return s
}

// paragraph sets wrapped text over the whole width.
func (s *sheet) paragraph(with face, text string) {
	lines := with.wrap(text, inner)
	s.lines(margin, s.y+with.size, start, with, lines)
	s.y += float64(len(lines)) * with.leading()
}

// legend names series or categories in the order in which they are drawn; key
// draws the mark of one around a point.
func (s *sheet) legend(names []string, key func(i int, x, y float64)) {
	const gap, between = 6.0, 20.0
	x := margin
	for i, name := range names {
		lines := labelFace.wrap(name, inner-swatch-gap)
		w := swatch + gap + labelFace.widest(lines)
		if x > margin && x+w > width-margin {
			x = margin
			s.y += labelFace.leading() + 3
		}
		key(i, x+swatch/2, s.y+labelFace.leading()/2)
		s.lines(x+swatch+gap, s.y+labelFace.size, start, labelFace, lines)
		x += w + between
		if len(lines) > 1 {
			x = width // a name of several lines has them to itself
			s.y += float64(len(lines)-1) * labelFace.leading()
		}
	}
	s.y += labelFace.leading() + 12
}

// swatch is the size of the square that shows a fill in a legend.
const swatch = 13.0

// swatches gives the marks of a legend of fills.
func (s *sheet) swatches(fills []paint) func(i int, x, y float64) {
	return func(i int, x, y float64) { s.rect(x-swatch/2, y-swatch/2, swatch, swatch, fills[i]) }
}

// finish sets the lines under the figure and closes the document.
func (s *sheet) finish(summary []string) []byte {
	s.y += 16
	s.line(margin, s.y, width-margin, s.y, stroke{colour: look.Line, width: 1})
	s.y += 8
	for _, note := range s.frame.notes(s.signs) {
		s.paragraph(smallFace, note)
	}
	said := append(summary, s.frame.sampleLine()+".")
	if s.frame.Synthetic {
		s.paragraph(shoutFace, s.words.Say("synthetic"))
		said = append(said, s.words.Say("synthetic"))
	}
	return s.document(strings.Join(said, " "))
}

func (s *sheet) document(description string) []byte {
	f := s.frame
	height := s.y + margin - 4
	direction := ""
	if s.rtl {
		direction = ` direction="rtl"`
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %[2]s" width="%[1]s" height="%[2]s"`, coord(width), coord(height))
	fmt.Fprintf(&b, ` role="img" aria-labelledby="%[1]s-title %[1]s-desc" lang="%[2]s" xml:lang="%[2]s"%[3]s`, f.ID, f.Lang, direction)
	fmt.Fprintf(&b, ` font-family="%s" font-size="%s" fill="%s">`+"\n", fontStack, coord(labelFace.size), labelFace.fill)
	fmt.Fprintf(&b, `<title id="%s-title">%s</title>`+"\n", f.ID, escape(f.Title))
	fmt.Fprintf(&b, `<desc id="%s-desc">%s</desc>`+"\n", f.ID, escape(description))
	b.WriteString(s.defs())
	fmt.Fprintf(&b, `<rect width="%s" height="%s" fill="%s"/>`+"\n", coord(width), coord(height), look.Paper)
	b.Write(s.body.Bytes())
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// sampleLine says on whose answers the figure rests.
func (f Frame) sampleLine() string {
	w := f.words()
	n := phrasebook.Voice{Lang: f.Lang}.Count(f.N)
	if f.Few {
		n = w.Say("state." + string(Suppressed))
	}
	parts := []string{w.Say("sample", f.Sample), w.Say("n-is", n)}
	if f.Base != "" {
		parts = append(parts, w.Say("base", f.Base))
	}
	return strings.Join(parts, " · ")
}

// notes are the lines under a figure and its table, but for the word that the
// data are made up.
func (f Frame) notes(seen signs) []string {
	w := f.words()
	notes := []string{f.sampleLine()}
	var keys []string
	if seen.whiskers && f.Interval != "" {
		keys = append(keys, w.Say("whiskers", f.Interval))
	}
	for _, key := range []struct {
		state State
		seen  bool
	}{{NoInterval, seen.noInterval}, {NoData, seen.noData}, {Suppressed, seen.suppressed}} {
		if key.seen {
			keys = append(keys, w.Say("key."+string(key.state)))
		}
	}
	if len(keys) > 0 {
		notes = append(notes, strings.Join(keys, " · "))
	}
	notes = append(notes, f.Notes...)
	if f.Source != "" {
		notes = append(notes, w.Say("source", f.Source))
	}
	return notes
}

// tableNotes are those of notes that a table needs, which has no whiskers.
func (f Frame) tableNotes(seen signs) []string {
	seen.whiskers = false
	notes := f.notes(seen)
	if f.Synthetic {
		notes = append(notes, f.words().Say("synthetic"))
	}
	return notes
}
