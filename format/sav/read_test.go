package sav

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sojourn/dataset"
	"sojourn/format/labelled/labelledtest"
	"sojourn/study"
)

var sameData = cmp.Options{cmpopts.IgnoreUnexported(dataset.Dataset{}), cmpopts.EquateEmpty()}

func TestADatasetSurvivesTheFile(t *testing.T) {
	for _, lang := range []study.Lang{"ru", "ka"} {
		for _, packing := range []Compression{Bytecode, Zlib, None} {
			for _, rows := range []int{0, 1, 500} {
				d := labelledtest.Exile(t, rows)
				b, problems := written(t, d, Options{Language: lang, Time: noon, Compression: packing})
				if len(problems) > 0 {
					t.Errorf("writing warns: %v", problems)
				}
				got, problems, err := Read(bytes.NewReader(b), "en")
				if err != nil {
					t.Fatal(err)
				}
				if len(problems) > 0 {
					t.Errorf("reading warns: %v", problems)
				}
				if diff := cmp.Diff(labelledtest.InLanguages(t, d, lang), got, sameData); diff != "" {
					t.Errorf("%s, packing %d, %d rows come back changed (-wrote +read):\n%s", lang, packing, rows, diff[:min(len(diff), 3000)])
				}
			}
		}
	}
}

func TestTheSameDatasetGivesTheSameBytes(t *testing.T) {
	for _, packing := range []Compression{Bytecode, Zlib, None} {
		o := Options{Language: "ru", Time: noon, Compression: packing}
		a, _ := written(t, labelledtest.Exile(t, 300), o)
		b, _ := written(t, labelledtest.Exile(t, 300), o)
		if !bytes.Equal(a, b) {
			t.Errorf("packing %d: two files of one dataset differ", packing)
		}
	}
}

func TestADamagedFileIsRefusedOrItsLossTold(t *testing.T) {
	whole, _ := written(t, labelledtest.Exile(t, 50), Options{Language: "en", Time: noon})
	for n := 0; n < len(whole); n += 97 {
		d, problems, err := Read(bytes.NewReader(whole[:n]), "en")
		if err == nil && len(problems) == 0 {
			t.Fatalf("the first %d bytes of %d are taken for a whole file of %d rows", n, len(whole), d.Rows)
		}
	}
}

func TestWhatIsNoSystemFileIsRefusedWithTheReason(t *testing.T) {
	big := func(s string) []byte { return append([]byte(s), make([]byte, 600)...) }
	for code, b := range map[string][]byte{
		"encrypted": big("\x1c\x00\x00\x00\x00\x00\x00\x00ENCRYPTEDSAV\x15"),
		"portable":  big("                                        ASCII SPSS PORT FILE"),
		"no-sav":    big("PK\x03\x04"),
	} {
		_, _, err := Read(bytes.NewReader(b), "en")
		if problem, ok := err.(study.Problem); !ok || problem.Code != code || problem.Do == "" {
			t.Errorf("%s: refused with %v", code, err)
		}
	}
}

func TestAFileThatUnpacksBeyondBoundsIsRefused(t *testing.T) {
	b, _ := written(t, labelledtest.Exile(t, 2000), Options{Language: "en", Time: noon, Compression: Zlib})
	_, _, err := read(bytes.NewReader(b), "en", 10_000)
	if problem, ok := err.(study.Problem); !ok || problem.Code != "too-large" {
		t.Errorf("2000 rows in 10 kB give %v", err)
	}
}

func FuzzRead(f *testing.F) {
	for _, packing := range []Compression{Bytecode, Zlib, None} {
		b, _ := written(f, labelledtest.Exile(f, 12), Options{Language: "ru", Time: noon, Compression: packing})
		f.Add(b)
	}
	f.Add([]byte("$FL2"))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, _, err := read(bytes.NewReader(b), "ru", 1<<22)
		if err != nil {
			return
		}
		labelledtest.Whole(t, d)
		if _, err := Write(&bytes.Buffer{}, d, Options{Language: "ru"}); err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
	})
}

func TestAListOfLabelsThatIsReferredToWithoutEndIsRefused(t *testing.T) {
	const labels, references = 1 << 13, 1<<9 + 1
	d := dataset.New(0)
	if err := d.Add(dataset.NewColumn(dataset.Variable{Name: "x", Kind: dataset.Numeric}, 0, dataset.Present)); err != nil {
		t.Fatal(err)
	}
	p, r := newPlan(d, Options{}), &record{}
	p.header(r)
	p.vars[0].record(r)
	r.int32s(3, labels)
	for i := range labels {
		r.float(float64(i))
		r.text("\x01a", 8)
	}
	r.int32s(4, references)
	for range references {
		r.int32s(1)
	}
	r.int32s(999, 0)
	_, _, err := Read(bytes.NewReader(r.b), "en")
	if problem, ok := err.(study.Problem); !ok || problem.Code != "too-large" {
		t.Errorf("%d bytes that stand for %d labels give %v", len(r.b), labels*references, err)
	}
}
