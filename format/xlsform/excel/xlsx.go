package excel

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

var zipSignature = []byte("PK\x03\x04")

// A pack is the zip file of an .xlsx with what its cells refer to.
type pack struct {
	parts   map[string]*zip.File // by name in small letters
	strings []string
	dates   dates
	tally   tally
	tokens  int // read so far, of all parts
}

// readPackage reads the sheets of an .xlsx.
func readPackage(data []byte) ([]Sheet, error) {
	p, err := unpack(data)
	if err != nil {
		return nil, err
	}
	entries, links, err := p.index()
	if err != nil {
		return nil, err
	}
	for _, l := range links {
		switch {
		case strings.HasSuffix(l.kind, "/sharedStrings"):
			err = p.shared(l.target)
		case strings.HasSuffix(l.kind, "/styles"):
			err = p.styles(l.target)
		}
		if err != nil {
			return nil, err
		}
	}
	var sheets []Sheet
	for _, e := range entries {
		link, ok := links[e.id]
		if !ok || !strings.HasSuffix(link.kind, "/worksheet") {
			continue
		}
		sheet := Sheet{Name: e.name}
		if err := p.sheet(&sheet, link.target); err != nil {
			return nil, err
		}
		sheets = append(sheets, sheet)
	}
	return sheets, nil
}

// index lists the sheets of the workbook and what its parts are, by their links.
func (p *pack) index() ([]tab, map[string]link, error) {
	book, err := p.root()
	if err != nil {
		return nil, nil, err
	}
	entries, err := p.contents(book)
	if err != nil {
		return nil, nil, err
	}
	links, err := p.links(book)
	return entries, links, err
}

// unpack looks at the directory of the zip file before anything is unpacked.
// What the directory says is binding: archive/zip stops where a part is longer.
func unpack(data []byte) (*pack, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, ErrFormat
	}
	const small = 8 << 20
	p := &pack{parts: map[string]*zip.File{}}
	var total uint64
	for _, f := range z.File {
		p.parts[strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))] = f
		if f.UncompressedSize64 > MaxUnpacked {
			return nil, ErrTooLarge
		}
		total += f.UncompressedSize64
	}
	if len(z.File) > MaxParts || total > MaxUnpacked || total > small && total/uint64(len(data)) > MaxRatio {
		return nil, ErrTooLarge
	}
	return p, nil
}

// scan unpacks a part; nil if it is not there. It may not be longer than the
// directory says.
func (p *pack) scan(name string) (*scanner, error) {
	f, ok := p.parts[strings.ToLower(name)]
	if !ok {
		return nil, nil
	}
	if f.UncompressedSize64 > MaxPart {
		return nil, ErrTooLarge
	}
	file, err := f.Open()
	if err != nil {
		return nil, ErrFormat
	}
	defer file.Close()
	data := make([]byte, f.UncompressedSize64)
	if _, err := io.ReadFull(file, data); err != nil {
		return nil, ErrFormat
	}
	if n, err := file.Read(make([]byte, 1)); n > 0 || !errors.Is(err, io.EOF) { // also checks the sum
		return nil, ErrFormat
	}
	return &scanner{rest: bytes.TrimPrefix(data, []byte("\uFEFF")), pack: p}, nil
}

// each calls f for every element that begins in the part.
func (p *pack) each(part string, f func(token)) error {
	s, err := p.scan(part)
	if err != nil || s == nil {
		return err
	}
	for t := s.next(); t.kind != end; t = s.next() {
		if t.kind == begin {
			f(t)
		}
	}
	return s.err
}

// A link leads from one part to another.
type link struct{ kind, target string }

// links reads the links of a part, by their ids.
func (p *pack) links(part string) (map[string]link, error) {
	links := map[string]link{}
	dir, base := path.Split(part)
	err := p.each(dir+"_rels/"+base+".rels", func(e token) {
		target := attribute(e, "Target")
		if strings.HasPrefix(target, "/") {
			target = target[1:]
		} else {
			target = path.Join(dir, target)
		}
		if e.name == "Relationship" && attribute(e, "TargetMode") != "External" {
			links[attribute(e, "Id")] = link{attribute(e, "Type"), target}
		}
	})
	return links, err
}

// root finds the part that lists the sheets.
func (p *pack) root() (string, error) {
	links, err := p.links("")
	if err != nil {
		return "", err
	}
	for _, l := range links {
		if strings.HasSuffix(l.kind, "/officeDocument") {
			if strings.HasSuffix(l.target, ".bin") {
				return "", ErrBinary
			}
			return l.target, nil
		}
	}
	return "", ErrNotExcel
}

// A tab is a sheet as the workbook lists it.
type tab struct{ name, id string }

func (p *pack) contents(book string) ([]tab, error) {
	var tabs []tab
	err := p.each(book, func(e token) {
		if e.name == "workbookPr" {
			p.dates.from1904 = attribute(e, "date1904") == "1" || attribute(e, "date1904") == "true"
		}
		if e.name != "sheet" {
			return
		}
		t := tab{name: unescape(attribute(e, "name"))}
		e.attributes(func(prefix, name, value string) bool {
			if name == "id" && prefix != "" { // r:id, and not a plain id
				t.id = value
			}
			return true
		})
		tabs = append(tabs, t)
	})
	if err == nil && len(tabs) == 0 {
		err = ErrNotExcel
	}
	if err != nil {
		return nil, fmt.Errorf("list of sheets: %w", err)
	}
	return tabs, nil
}
