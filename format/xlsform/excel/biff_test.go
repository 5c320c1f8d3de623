package excel

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// rec writes one record.
func rec(kind uint16, parts ...any) []byte {
	var body bytes.Buffer
	for _, p := range parts {
		if err := binary.Write(&body, binary.LittleEndian, p); err != nil {
			panic(err)
		}
	}
	head := binary.LittleEndian.AppendUint16(nil, kind)
	head = binary.LittleEndian.AppendUint16(head, uint16(body.Len()))
	return append(head, body.Bytes()...)
}

func stream(records ...[]byte) []byte { return bytes.Join(records, nil) }

// old is the stream of a small workbook in the format of Excel 97: one sheet
// with a cell of every kind.
func old() []byte {
	globals := func(start uint32) []byte {
		return stream(
			rec(recBOF, uint16(version8), uint16(5)),
			rec(recFormat, uint16(164), uint16(10), byte(0), []byte("dd/mm/yyyy")),
			rec(recXF, uint16(0), uint16(0)),
			rec(recXF, uint16(0), uint16(164)),
			rec(recBoundSheet, start, byte(0), byte(0), byte(6), byte(0), []byte("survey")),
			// The second text goes on in the next record, and there in two bytes a character.
			rec(recSST, uint32(2), uint32(2), uint16(4), byte(0), []byte("type"), uint16(5), byte(0), []byte("na")),
			rec(recContinue, byte(1), []uint16{'м', 'е', 'н'}),
			rec(recEOF),
		)
	}
	start := uint32(len(globals(0)))
	cell := func(row, column, style uint16) []uint16 { return []uint16{row, column, style} }
	return append(globals(start), stream(
		rec(recBOF, uint16(version8), uint16(16)),
		rec(recLabelSST, cell(0, 0, 0), uint32(0)),
		rec(recLabelSST, cell(0, 1, 0), uint32(1)),
		rec(recNumber, cell(1, 0, 0), 0.1),
		rec(recNumber, cell(1, 1, 1), 44616.0), // 24 February 2022
		rec(recRK, cell(2, 0, 0), uint32(7<<2|2)),
		rec(recRK, cell(2, 1, 0), uint32(250<<2|3)), // hundredths
		rec(recMulRK, uint16(3), uint16(0), uint16(0), uint32(1<<2|2), uint16(0), uint32(2<<2|2), uint16(1)),
		rec(recBoolErr, cell(4, 0, 0), byte(1), byte(0)),
		rec(recBoolErr, cell(4, 1, 0), byte(42), byte(1)), // an error
		rec(recFormula, cell(5, 0, 0), uint64(0xFFFF)<<48, uint16(0), uint32(0), uint16(0)),
		rec(recString, uint16(5), byte(0), []byte("saved")),
		rec(recFormula, cell(5, 1, 0), math.Float64bits(2.5), uint16(0), uint32(0), uint16(0)),
		rec(recLabel, cell(6, 0, 0), uint16(3), byte(0), []byte("old")),
		rec(recEOF),
	)...)
}

func TestACellOfEveryKindInAnOldWorkbook(t *testing.T) {
	sheets, err := readWorkbook(old())
	if err != nil || len(sheets) != 1 || sheets[0].Name != "survey" {
		t.Fatalf("sheets are %v, %v", sheets, err)
	}
	var got []string
	for _, c := range sheets[0].Cells {
		got = append(got, fmt.Sprintf("%d.%d=%s", c.Row, c.Column, c.Text))
	}
	want := "0.0=type 0.1=naмен 1.0=0.1 1.1=2022-02-24 2.0=7 2.1=2.5 3.0=1 3.1=2 4.0=TRUE 5.0=saved 5.1=2.5 6.0=old"
	if strings.Join(got, " ") != want {
		t.Errorf("cells are\n%s\nwant\n%s", strings.Join(got, " "), want)
	}
}

func TestDatesOfBothCalendars(t *testing.T) {
	for _, tt := range []struct {
		x        float64
		from1904 bool
		want     string
	}{
		{1, false, "1900-01-01"}, {59, false, "1900-02-28"}, {61, false, "1900-03-01"}, {44616, false, "2022-02-24"},
		{44616.5, false, "2022-02-24 12:00:00"}, {0.25, false, "06:00:00"}, {43154, true, "2022-02-24"},
	} {
		d := dates{styles: []int{14}, from1904: tt.from1904}
		if got := d.number(tt.x, 0); got != tt.want {
			t.Errorf("%v is %s, want %s", tt.x, got, tt.want)
		}
	}
	for pattern, want := range map[string]bool{"0.00": false, "dd.mm.yyyy": true, `0 "days"`: false, "[Red]0": false, "h:mm": true, `\d0`: false, "General": false, "#,##0;[Red]d": false} {
		if datePattern(pattern) != want {
			t.Errorf("the pattern %s is taken wrongly", pattern)
		}
	}
}

func TestADamagedOldWorkbookIsAnError(t *testing.T) {
	whole := old()
	for n := range whole {
		if _, err := readWorkbook(whole[:n]); err != nil && !errors.Is(err, ErrFormat) && !errors.Is(err, ErrOld) {
			t.Errorf("cut at %d: %v", n, err)
		}
	}
	protected := stream(rec(recBOF, uint16(version8), uint16(5)), rec(recPassword, uint16(1)), rec(recEOF))
	if _, err := readWorkbook(protected); !errors.Is(err, ErrPassword) {
		t.Errorf("a protected workbook gives %v", err)
	}
	if _, err := readWorkbook(rec(recBOF, uint16(0x0500), uint16(5))); !errors.Is(err, ErrOld) {
		t.Errorf("a workbook of Excel 95 gives %v", err)
	}
}

func TestANameThatExcelCannotTakeIsRefused(t *testing.T) {
	for _, name := range []string{"", "a/b", strings.Repeat("x", 32)} {
		if _, err := Write([]Table{{Name: name}}); err == nil {
			t.Errorf("the sheet name %q is written", name)
		}
	}
	if _, err := Write([]Table{{Name: "a", Rows: [][]string{{strings.Repeat("x", MaxText+1)}}}}); err == nil {
		t.Error("a text that no cell can hold is written, and would be cut")
	}
}

func FuzzOldWorkbook(f *testing.F) {
	f.Add(old())
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _ = readWorkbook(data)
		_, _ = Read(append(bytes.Clone(signature), data...))
	})
}

// packed is an .xlsx of a sheet and a table of strings as they are.
func packed(sheet, shared string) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"_rels/.rels", relationships("officeDocument", "xl/workbook.xml")},
		{"xl/workbook.xml", tabs([]Table{{Name: "survey"}})},
		{"xl/_rels/workbook.xml.rels", relationships("worksheet", "sheet.xml", "sharedStrings", "strings.xml", "styles", "styles.xml")},
		{"xl/styles.xml", stylesheet}, {"xl/sheet.xml", sheet}, {"xl/strings.xml", shared},
	} {
		w, err := z.Create(part[0])
		if err != nil {
			return nil, err
		}
		if _, err := w.Write([]byte(part[1])); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

func FuzzSheet(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="2"><c r="B2" t="s"><v>0</v></c><c t="inlineStr"><is><r><t>a</t></r><rPh><t>b</t></rPh></is></c><c s="1"><v>44616</v></c></row></sheetData></worksheet>`,
		`<sst><si><t>_x000D_</t></si></sst>`)
	f.Fuzz(func(t *testing.T, sheet, shared string) {
		data, err := packed(sheet, shared)
		if err != nil {
			t.Fatal(err)
		}
		sheets, err := Read(data)
		for _, s := range sheets {
			for _, c := range s.Cells {
				if c.Text == "" || c.Row < 0 || c.Column < 0 {
					t.Errorf("a cell reads %+v", c)
				}
			}
		}
		if err != nil && !errors.Is(err, ErrFormat) && !errors.Is(err, ErrTooLarge) {
			t.Errorf("the error is %v", err)
		}
	})
}
