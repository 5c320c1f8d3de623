package dta

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sojourn/dataset"
	"sojourn/format/labelled/labelledtest"
	"sojourn/study"
)

var sameData = cmp.Options{cmpopts.IgnoreUnexported(dataset.Dataset{}), cmpopts.EquateEmpty()}

func TestADatasetSurvivesTheFileInAllItsLanguages(t *testing.T) {
	for _, languages := range [][]study.Lang{{"ru"}, {"ka", "ru", "en"}, nil} {
		for _, rows := range []int{0, 1, 500} {
			d := labelledtest.Exile(t, rows)
			b, problems := written(t, d, Options{Languages: languages, Time: noon})
			if len(problems) > 0 {
				t.Errorf("writing warns: %v", problems)
			}
			got, problems, err := Read(bytes.NewReader(b), "de")
			if err != nil {
				t.Fatal(err)
			}
			if len(problems) > 0 {
				t.Errorf("reading warns: %v", problems)
			}
			if languages == nil {
				languages = []study.Lang{"en", "ka", "ru"}
			}
			if diff := cmp.Diff(labelledtest.InLanguages(t, d, languages...), got, sameData); diff != "" {
				t.Errorf("%v, %d rows come back changed (-wrote +read):\n%s", languages, rows, diff[:min(len(diff), 3000)])
			}
		}
	}
}

func TestTheSameDatasetGivesTheSameBytes(t *testing.T) {
	a, _ := written(t, labelledtest.Exile(t, 300), Options{Time: noon})
	b, _ := written(t, labelledtest.Exile(t, 300), Options{Time: noon})
	if !bytes.Equal(a, b) {
		t.Error("two files of one dataset differ")
	}
}

func TestADamagedFileIsRefusedOrItsLossTold(t *testing.T) {
	whole, _ := written(t, labelledtest.Exile(t, 50), Options{Time: noon})
	for n := 0; n < len(whole); n += 131 {
		d, problems, err := Read(bytes.NewReader(whole[:n]), "en")
		if err == nil && len(problems) == 0 {
			t.Fatalf("the first %d bytes of %d are taken for a whole file of %d rows", n, len(whole), d.Rows)
		}
	}
}

func TestWhatIsNoDataFileIsRefusedWithTheReason(t *testing.T) {
	for code, b := range map[string]string{
		"too-old": "\x69\x02\x01\x00",
		"too-new": "<stata_dta><header><release>130</release>",
		"no-dta":  "PK\x03\x04",
	} {
		_, _, err := Read(strings.NewReader(b), "en")
		if problem, ok := err.(study.Problem); !ok || problem.Code != code || problem.Do == "" {
			t.Errorf("%s: refused with %v", code, err)
		}
	}
}

func TestAFileBeyondBoundsIsRefused(t *testing.T) {
	b, _ := written(t, labelledtest.Exile(t, 2000), Options{})
	_, _, err := read(bytes.NewReader(b), "en", 10_000)
	if problem, ok := err.(study.Problem); !ok || problem.Code != "too-large" {
		t.Errorf("2000 rows in 10 kB give %v", err)
	}
}

func FuzzRead(f *testing.F) {
	b, _ := written(f, labelledtest.Exile(f, 3), Options{Time: noon})
	f.Add(b)
	f.Add(old(114))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, _, err := read(bytes.NewReader(b), "ru", 1<<22)
		if err != nil {
			return
		}
		labelledtest.Whole(t, d)
		if _, err := Write(&bytes.Buffer{}, d, Options{}); err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
	})
}

// old is a small file as Stata 8 to 12 wrote it, in windows-1251.
func old(release byte) []byte {
	width := map[bool]int{true: 12, false: 49}[release == 113]
	s := &section{b: []byte{release, 2, 1, 0}}
	s.uint16(2)
	s.int32(3)
	s.text("", 81+18)
	s.b = append(s.b, 251, 4) // a byte and a string of four
	for _, name := range []string{"sex", "city"} {
		s.text(name, 33)
	}
	s.text("", 2*3)
	s.text("%8.0g", width)
	s.text("%4s", width)
	s.text("l", 33)
	s.text("", 33)
	s.b = append(s.b, "\xcf\xee\xeb"...)
	s.text("", 81-3)
	s.text("", 81)
	s.b = append(s.b, 0, 0, 0, 0, 0)
	s.b = append(s.b, 1, 'R', 'i', 'g', 'a', 2, 'O', 's', 'h', 0, missingByte+3, 0, 0, 0, 0)
	s.int32(8 + 3*8 + 6)
	s.text("l", 36)
	s.int32(3)
	s.int32(6 + 8)
	for _, x := range []int32{0, 2, 4, 1, 2, missingLong + 3} {
		s.int32(x)
	}
	s.b = append(s.b, "\xec\x00\xe6\x00refused, so\x00"...)
	return s.b[:len(s.b)-2]
}

func TestAFileOfOldStataIsReadInTheEncodingOfItsLanguage(t *testing.T) {
	for _, release := range []byte{113, 114, 115} {
		d, problems, err := Read(bytes.NewReader(old(release)), "ru")
		if err != nil {
			t.Fatal(err)
		}
		sex, city := d.Columns[0], d.Columns[1]
		if sex.Label["ru"] != "Пол" || sex.Variable.Codes.Categories[1].Label["ru"] != "ж" || sex.CodeAt(1) != "2" ||
			sex.Missing[2] != dataset.Refused || city.Texts[0] != "Riga" || city.Missing[2] != dataset.Unknown {
			t.Errorf("format %d is read as %+v, %+v", release, sex, city)
		}
		if !labelledtest.Warned(problems, "encoding", "") {
			t.Errorf("the guess is not told: %v", problems)
		}
	}
}

func TestASetOfLabelsThatIsReferredToWithoutEndIsRefused(t *testing.T) {
	list := &dataset.CodeList{}
	for i := range 1 << 13 {
		list.Categories = append(list.Categories, dataset.Category{Code: fmt.Sprint(i)})
	}
	d := dataset.New(0)
	for i := range 1<<9 + 1 {
		if err := d.Add(dataset.NewColumn(dataset.Variable{Name: fmt.Sprint("x", i), Kind: dataset.Categorical, Codes: list}, 0, dataset.Present)); err != nil {
			t.Fatal(err)
		}
	}
	p := newPlan(d, Options{Languages: []study.Lang{"en"}})
	for _, v := range p.vars {
		v.marks = nil // each lists the codes, which would make the file large
	}
	var b bytes.Buffer
	if err := p.writeFile(&b); err != nil {
		t.Fatal(err)
	}
	_, _, err := Read(&b, "en")
	if problem, ok := err.(study.Problem); !ok || problem.Code != "too-large" {
		t.Errorf("8192 labels of 513 variables give %v", err)
	}
}
