package chart

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sojourn/look"
	"sojourn/study"
)

var update = flag.Bool("update", false, "write testdata anew; then look at it")

// id is the name of a figure and of its golden file.
func id(f Figure) string {
	switch f := f.(type) {
	case Bars:
		return f.ID
	case Stacked:
		return f.ID
	case Lines:
		return f.ID
	case Alluvial:
		return f.ID
	case Funnel:
		return f.ID
	}
	return ""
}

func TestGalleryLooksAsItDid(t *testing.T) {
	for _, f := range gallery() {
		t.Run(id(f), func(t *testing.T) {
			svg := draw(t, f)
			golden := filepath.Join("testdata", id(f)+".svg")
			if *update {
				if err := os.WriteFile(golden, svg, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(svg, want) {
				t.Errorf("%s has changed; run the test with -update and look at it", golden)
			}
		})
	}
}

func draw(t *testing.T, f Figure) []byte {
	t.Helper()
	svg, err := f.SVG()
	if err != nil {
		t.Fatal(err)
	}
	return svg
}

func TestSameFigureGivesSameBytes(t *testing.T) {
	for i, f := range gallery() {
		if !bytes.Equal(draw(t, f), draw(t, gallery()[i])) {
			t.Errorf("%s differs from itself", id(f))
		}
	}
}

// An element is one piece of a drawn figure.
type element struct {
	name  string
	attrs map[string]string
	text  string
}

func (e element) number(t *testing.T, name string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(e.attrs[name], 64)
	if err != nil {
		t.Errorf("<%s> %s=%q is no number", e.name, name, e.attrs[name])
	}
	return v
}

// elements reads a figure back, and fails if it is not well-formed.
func elements(t *testing.T, svg []byte) []element {
	t.Helper()
	var all []element
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		if token == nil {
			if err.Error() != "EOF" {
				t.Fatal(err)
			}
			return all
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "defs" { // tiles of hatches have coordinates of their own
				if err := d.Skip(); err != nil {
					t.Fatal(err)
				}
				continue
			}
			e := element{name: token.Name.Local, attrs: map[string]string{}}
			for _, a := range token.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			all = append(all, e)
		case xml.CharData:
			if len(all) > 0 {
				all[len(all)-1].text += strings.TrimSuffix(string(token), "\n")
			}
		}
	}
}

func TestFiguresAreValidXML(t *testing.T) {
	lint, err := exec.LookPath("xmllint")
	for _, f := range gallery() {
		svg := draw(t, f)
		root := elements(t, svg)[0]
		if root.attrs["role"] != "img" || root.attrs["aria-labelledby"] != id(f)+"-title "+id(f)+"-desc" {
			t.Errorf("%s does not say what it shows to those who cannot see it", id(f))
		}
		for _, forbidden := range []string{"<script", "<style", "style=", "href", "url(h", "@import"} {
			if bytes.Contains(svg, []byte(forbidden)) {
				t.Errorf("%s contains %s", id(f), forbidden)
			}
		}
		if err == nil {
			cmd := exec.Command(lint, "--noout", "-")
			cmd.Stdin = bytes.NewReader(svg)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", id(f), err, out)
			}
		}
	}
}

func TestFontStackIsThatOfPages(t *testing.T) {
	if !strings.Contains(look.Base, "--text:"+strings.ReplaceAll(fontStack, "'", `"`)+";") {
		t.Error("figures and pages are set in different faces")
	}
}

// A word is a text of a drawn figure and the place it takes.
type word struct {
	box
	text string
}

// words finds the texts of a figure with their places, by the measure of the package.
func words(t *testing.T, svg []byte) (sheet box, all []word) {
	t.Helper()
	rtl := false
	for _, e := range elements(t, svg) {
		switch e.name {
		case "svg":
			sheet = box{0, 0, e.number(t, "width"), e.number(t, "height")}
			rtl = e.attrs["direction"] == "rtl"
		case "text":
			with := face{size: labelFace.size, bold: e.attrs["font-weight"] != ""}
			if e.attrs["font-size"] != "" {
				with.size = e.number(t, "font-size")
			}
			x, y, w := e.number(t, "x"), e.number(t, "y"), with.width(e.text)
			left := x
			switch at := e.attrs["text-anchor"]; {
			case at == "middle":
				left = x - w/2
			case (at == "end") != rtl:
				left = x - w
			}
			all = append(all, word{box{left, y - .78*with.size, left + w, y + .22*with.size}, e.text})
		}
	}
	return sheet, all
}

func TestTextStaysWithinTheFigure(t *testing.T) {
	for _, f := range gallery() {
		sheet, all := words(t, draw(t, f))
		for _, w := range all {
			if w.left < sheet.left || w.right > sheet.right || w.top < sheet.top || w.bottom > sheet.bottom {
				t.Errorf("%s: %q leaves the figure: %+v in %+v", id(f), w.text, w.box, sheet)
			}
		}
	}
}

func TestTextsDoNotOverlap(t *testing.T) {
	for _, f := range gallery() {
		_, all := words(t, draw(t, f))
		for i, a := range all {
			for _, b := range all[i+1:] {
				if a.meets(b.box) {
					t.Errorf("%s: %q and %q lie on each other: %+v %+v", id(f), a.text, b.text, a.box, b.box)
				}
			}
		}
	}
}

func TestMarksStayWithinTheFigure(t *testing.T) {
	for _, f := range gallery() {
		all := elements(t, draw(t, f))
		sheet := box{0, 0, all[0].number(t, "width"), all[0].number(t, "height")}
		for _, e := range all {
			var b box
			switch e.name {
			case "line":
				x1, x2, y1, y2 := e.number(t, "x1"), e.number(t, "x2"), e.number(t, "y1"), e.number(t, "y2")
				b = box{min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)}
			case "rect":
				if e.attrs["x"] == "" {
					continue
				}
				x, y := e.number(t, "x"), e.number(t, "y")
				b = box{x, y, x + e.number(t, "width"), y + e.number(t, "height")}
				if b.right < b.left || b.bottom < b.top {
					t.Errorf("%s: a rectangle is turned inside out: %+v", id(f), b)
				}
			case "circle":
				x, y, r := e.number(t, "cx"), e.number(t, "cy"), e.number(t, "r")
				b = box{x - r, y - r, x + r, y + r}
			case "path":
				b = extent(t, e.attrs["d"])
			default:
				continue
			}
			if b.left < margin-6 || b.right > sheet.right-margin+6 || b.top < 0 || b.bottom > sheet.bottom {
				t.Errorf("%s: <%s> leaves the figure: %+v", id(f), e.name, b)
			}
		}
	}
}

// extent is the box around the points of a path.
func extent(t *testing.T, d string) box {
	b := box{1e9, 1e9, -1e9, -1e9}
	points := strings.FieldsFunc(d, func(r rune) bool { return strings.ContainsRune("MLCZ ", r) })
	for i, s := range points {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Errorf("path %q: %v", d, err)
		}
		if i%2 == 0 {
			b.left, b.right = min(b.left, v), max(b.right, v)
		} else {
			b.top, b.bottom = min(b.top, v), max(b.bottom, v)
		}
	}
	return b
}

// TestTableEqualsFigure finds every number that stands in a figure's plot in
// its table. The inverse does not hold: what has no room is only in the table.
func TestTableEqualsFigure(t *testing.T) {
	for _, f := range gallery() {
		table, err := f.Table()
		if err != nil {
			t.Fatal(err)
		}
		cells := map[string]bool{}
		for _, row := range table.Rows {
			if len(row) != len(table.Columns) {
				t.Errorf("%s: a row has %d cells for %d columns", id(f), len(row), len(table.Columns))
			}
			for _, cell := range row {
				cells[cell] = true
			}
		}
		_, all := words(t, draw(t, f))
		for _, w := range all {
			n, printed := strings.TrimRight(w.text, " \u00a0%"), strings.ContainsAny(w.text, ".,")
			if _, err := strconv.ParseFloat(strings.Replace(n, ",", ".", 1), 64); err != nil || !printed {
				continue
			}
			if !cells[w.text] && !cells[n+"%"] && !cells[n+"\u00a0%"] && !tick(f, w.text) {
				t.Errorf("%s shows %q, its table does not: %v", id(f), w.text, table.Rows)
			}
		}
	}
}

// tick reports whether a text is one of the axis, which the table has not.
func tick(f Figure, text string) bool {
	lines, ok := f.(Lines)
	if !ok {
		return false
	}
	w := lines.writing(lines.Unit, lines.Decimals)
	a := axisOver(lines.Unit, lines.Ends, lines.values())
	for _, v := range a.ticks() {
		if w.tickWriting(a).tick(v) == text {
			return true
		}
	}
	return false
}

func TestLabelsAreReadableOnEveryFill(t *testing.T) {
	fills := append(paints(40, false), paints(7, true)...)
	for n := 1; n <= 11; n++ {
		fills = append(fills, scalePaints(n)...)
	}
	for _, p := range fills {
		if c := contrast(textOn(p.fill), p.fill); c < readable {
			t.Errorf("text on %s has a contrast of %.2f", p.fill, c)
		}
	}
	for _, colour := range look.Categories { // counts stand on ribbons, which are half transparent
		if contrast(look.Ink, mix(colour, look.Paper, .5)) < readable {
			t.Errorf("text on a ribbon of %s is too pale", colour)
		}
	}
	for _, text := range []string{look.Ink, look.Muted} {
		if contrast(text, look.Paper) < readable {
			t.Errorf("%s on paper is too pale", text)
		}
	}
}

// TestCategoriesDifferWithoutColour: no two of one figure have both the same
// colour and the same hatch, and no two are alike in grey.
func TestCategoriesDifferWithoutColour(t *testing.T) {
	grey := func(p paint) string { return fmt.Sprintf("%.1f %d", 10*luminance(p.fill), p.hatch) }
	for n := 2; n <= 9; n++ {
		for name, fills := range map[string][]paint{"categories": paints(n, false), "waves": paints(n, true), "scale": scalePaints(n)} {
			seen := map[string]int{}
			for i, p := range fills {
				if j, ok := seen[grey(p)]; ok {
					t.Errorf("%d and %d of %d %s look alike in grey", j, i, n, name)
				}
				seen[grey(p)] = i
			}
		}
	}
}

func TestNoLabelIsCutOff(t *testing.T) {
	bare := strings.NewReplacer(" ", "", "-", "")
	for _, f := range gallery() {
		var labels []string
		switch f := f.(type) {
		case Bars:
			for _, row := range f.Rows {
				labels = append(labels, row.Label)
			}
			if len(f.Series) > 1 {
				labels = append(labels, f.Series...)
			}
		case Stacked:
			labels = append(f.labels(), f.Categories...)
		case Lines:
			for _, line := range f.Series {
				labels = append(labels, line.Label)
			}
			for _, m := range f.Moments {
				labels = append(labels, m.Label)
			}
		case Alluvial:
			labels = append(append([]string{f.From.Title, f.To.Title}, f.From.Nodes...), f.To.Nodes...)
		case Funnel:
			for _, stage := range f.Stages {
				labels = append(labels, stage.Label)
			}
		}
		_, all := words(t, draw(t, f))
		var texts strings.Builder
		for _, w := range all {
			texts.WriteString(bare.Replace(w.text))
		}
		for _, label := range labels {
			if !strings.Contains(texts.String(), bare.Replace(label)) {
				t.Errorf("%s does not show all of %q", id(f), label)
			}
		}
	}
}

// TestWidthsAreThoseOfRealFaces compares with what a browser measured for Noto
// Sans and DejaVu Sans.
func TestWidthsAreThoseOfRealFaces(t *testing.T) {
	for _, tt := range []struct {
		text     string
		from, to float64 // in em
	}{
		{"Как изменилась ваша занятость после отъезда", 23.2, 25.2},
		{"Working for a Russian company remotely", 19.3, 20.6},
		{"ვმუშაობ ადგილობრივ კომპანიაში", 15.5, 17.0},
		{"کار برای شرکت روسی از راه دور", 13.6, 16.0},
	} {
		if got := (face{size: 1}).width(tt.text); got < tt.from || got > tt.to {
			t.Errorf("%q is %.1f em wide, want %.1f to %.1f", tt.text, got, tt.from, tt.to)
		}
	}
}

func TestFarsiIsMirrored(t *testing.T) {
	all := elements(t, draw(t, changeFA()))
	if all[0].attrs["direction"] != "rtl" {
		t.Error("the figure is not set from right to left")
	}
	for _, e := range all {
		if e.name == "text" && e.text == "مردم محلی" && (e.number(t, "x") != width-margin || e.attrs["text-anchor"] != "") {
			t.Errorf("labels of rows do not begin at the right margin: %v", e.attrs)
		}
	}
}

func TestLanguageWithoutWordsIsDrawnInEnglish(t *testing.T) {
	for _, lang := range []study.Lang{"ka", "ar", "pt-br"} {
		f := soundBars()
		f.Lang = lang
		if svg := string(draw(t, f)); !strings.Contains(svg, "Sample: ") || strings.Contains(svg, ">[") {
			t.Errorf("%s is not drawn in English words", lang)
		}
	}
}

func TestLabelsAreOnlyText(t *testing.T) {
	f := soundBars()
	f.Title, f.Rows[0].Label = "Fish & <chips>\x00", "<script>alert(1)</script>"
	for _, e := range elements(t, draw(t, f)) {
		if e.name == "script" || e.name == "chips" {
			t.Errorf("a label became the element <%s>", e.name)
		}
	}
}

// TestEveryWordIsKnown finds no key in brackets in any figure or table.
func TestEveryWordIsKnown(t *testing.T) {
	for _, f := range gallery() {
		table, err := f.Table()
		if err != nil {
			t.Fatal(err)
		}
		said := string(draw(t, f)) + flat(table) + fmt.Sprint(table.Notes)
		for _, column := range table.Columns {
			said += column.Title
		}
		for _, open := range []string{">[", "[state", "[summary", "[key", "|[", "{0}", "{1}"} {
			if strings.Contains(said, open) {
				t.Errorf("%s has a hole: %s", id(f), open)
			}
		}
	}
}
