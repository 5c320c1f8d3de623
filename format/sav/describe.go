package sav

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"

	"sojourn/study"
)

// describe gives the variables what the extension records say about them.
func (f *file) describe() {
	f.chooseEncoding()
	f.applyDisplay()
	for _, v := range f.fields {
		v.short, v.label = f.trimmed(v.rawName), f.trimmed(v.rawLabel)
		v.name = v.short
	}
	f.joinSegments()
	f.byName = map[string]*field{}
	for _, v := range f.fields {
		f.byName[strings.ToUpper(v.short)] = v
	}
	for pair := range strings.SplitSeq(f.extensionText(13), "\t") {
		short, long, _ := strings.Cut(pair, "=")
		if v := f.named(short); v != nil && long != "" {
			v.name = strings.TrimRight(long, " ")
		}
	}
	// Sets name variables by the short name, attributes by the long one, which
	// comes first where they clash.
	for _, v := range f.fields {
		f.byName[strings.ToUpper(v.name)] = v
	}
	f.longLabels()
	f.longMissing()
	f.applyAttributes()
	if b := f.extensions[16]; len(b) >= 16 && f.rows < 0 {
		f.rows = int64(f.order.Uint64(b[8:]))
	}
}

// applyDisplay takes the measure from the display record, which has two or
// three numbers for every variable.
func (f *file) applyDisplay() {
	b := f.extensions[11]
	if len(f.fields) == 0 {
		return
	}
	per := len(b) / 4 / len(f.fields)
	if per != 2 && per != 3 {
		return
	}
	for i, v := range f.fields {
		v.measure = int32(f.order.Uint32(b[i*per*4:]))
	}
}

// joinSegments makes one variable of the segments of a very long string.
func (f *file) joinSegments() {
	widths := map[string]int{}
	for pair := range strings.SplitSeq(f.extensionText(14), "\t") {
		short, width, _ := strings.Cut(pair, "=")
		if n, err := strconv.Atoi(strings.TrimSpace(width)); err == nil && n > segmentFill && n <= maxText {
			widths[strings.ToUpper(short)] = n
		}
	}
	var joined []*field
	for i := 0; i < len(f.fields); i++ {
		v := f.fields[i]
		joined = append(joined, v)
		width := widths[strings.ToUpper(v.short)]
		n := segments(width)
		if width == 0 || i+n > len(f.fields) || v.width != segmentFill {
			continue
		}
		v.width = width
		for _, piece := range f.fields[i+1 : i+n] {
			v.pieces = append(v.pieces, piece.width)
		}
		i += n - 1
	}
	f.fields = joined
}

// extensionText is an extension record of text, without the NULs that some
// writers put between its parts.
func (f *file) extensionText(kind int32) string {
	return f.decode(bytes.ReplaceAll(f.extensions[kind], []byte{0}, nil))
}

// A scanner takes lengths and strings out of an extension record.
type scanner struct {
	b     []byte
	order binary.ByteOrder
	bad   bool
}

func (s *scanner) bytes(n int) []byte {
	if s.bad || n < 0 || n > len(s.b) {
		s.bad = true
		return nil
	}
	taken := s.b[:n]
	s.b = s.b[n:]
	return taken
}

func (s *scanner) int() int {
	if b := s.bytes(4); !s.bad {
		return int(int32(s.order.Uint32(b)))
	}
	return 0
}

func (f *file) named(name string) *field { return f.byName[strings.ToUpper(name)] }

// longLabels reads value labels of strings of more than eight bytes.
func (f *file) longLabels() {
	s := &scanner{b: f.extensions[21], order: f.order}
	for len(s.b) > 0 && !s.bad {
		v := f.named(f.trimmed(s.bytes(s.int())))
		s.int() // width
		for range s.int() {
			value := s.bytes(s.int())
			label := s.bytes(s.int())
			if s.bad {
				break
			}
			if v != nil {
				v.labels = append(v.labels, rawLabel{value, label})
			}
		}
	}
}

// longMissing reads user-missing values of strings of more than eight bytes.
func (f *file) longMissing() {
	s := &scanner{b: f.extensions[22], order: f.order}
	for len(s.b) > 0 && !s.bad {
		v := f.named(f.trimmed(s.bytes(s.int())))
		n := s.bytes(1)
		length := s.int()
		if s.bad {
			return
		}
		for range n[0] {
			if value := s.bytes(length); v != nil && !s.bad {
				v.missing = append(v.missing, value)
			}
		}
	}
}

func (f *file) applyAttributes() {
	whole := map[string][]string{}
	parseAttributes(f.extensionText(17), whole)
	if lang := whole[languageAttribute]; len(lang) > 0 {
		f.ours = true
		f.lang = study.Lang(lang[0])
	}
	rest := f.extensionText(18)
	for rest != "" {
		name, after, found := strings.Cut(rest, ":")
		if !found {
			return
		}
		to := map[string][]string{}
		if v := f.named(name); v != nil {
			to = v.attributes
		}
		rest = strings.TrimPrefix(parseAttributes(after, to), "/")
	}
}

// parseAttributes reads attributes, NAME('value'LF'value'LF), up to one that is
// none, and returns what follows.
func parseAttributes(s string, to map[string][]string) string {
	for s != "" && s[0] != '/' {
		name, rest, found := strings.Cut(s, "(")
		if !found {
			return ""
		}
		for rest != "" && rest[0] != ')' {
			var value string
			value, rest, found = strings.Cut(rest, "\n")
			if !found || len(value) < 2 {
				return ""
			}
			to[name] = append(to[name], value[1:len(value)-1])
		}
		s = strings.TrimPrefix(rest, ")")
	}
	return s
}
