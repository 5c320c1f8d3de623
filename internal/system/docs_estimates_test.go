package system

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/format/parquet"
	"sojourn/format/sav"
	"sojourn/format/tabular"
)

// TestEveryExampleOfTheEstimatesDocumentIsComputed runs the command on the
// examples: together on a CSV, a Parquet and an SPSS file of the same people,
// with the same numbers, and each alone.
func TestEveryExampleOfTheEstimatesDocumentIsComputed(t *testing.T) {
	dir := t.TempDir()
	request := examplesOf(t, "docs/estimates.md")
	write(t, dir, map[string]string{"estimates.yaml": request, "answers.csv": answersToEstimate()})
	inOtherFormats(t, dir, request)
	computed := func(args ...string) []estimate.Estimate {
		var all []estimate.Estimate
		if err := json.Unmarshal([]byte(sojourn(t, append([]string{"estimate", filepath.Join(dir, "estimates.yaml"), "--json", "--data"}, args...)...)), &all); err != nil {
			t.Fatal(err)
		}
		return all
	}
	want := computed(filepath.Join(dir, "answers.csv"))
	used := map[estimate.Measure]bool{}
	for _, e := range want {
		used[e.Spec.Measure] = true
	}
	for _, m := range estimate.Measures() {
		if !used[m] {
			t.Errorf("no example is a %s", m)
		}
	}
	for _, file := range []string{"answers.parquet", "answers.sav"} {
		got := computed(filepath.Join(dir, file))
		for i := range want {
			alike(t, file, want[i], got[i])
		}
	}
	parsed, err := estimate.ParseRequest([]byte(request))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(parsed.Estimates); i += 7 { // each costs a start of the program
		name := parsed.Estimates[i].Name
		alike(t, name+" alone", want[i], computed(filepath.Join(dir, "answers.csv"), name)[0])
	}
}

// examplesOf joins the YAML of a document to one file.
func examplesOf(t *testing.T, document string) string {
	t.Helper()
	var b strings.Builder
	for _, m := range fenced.FindAllStringSubmatch(documents(t)[document], -1) {
		if m[1] != "yaml" {
			continue
		}
		text := m[2]
		if b.Len() > 0 {
			text = strings.TrimPrefix(text, "estimates:\n")
		}
		b.WriteString(text)
	}
	return b.String()
}

// answersToEstimate are 300 people, by arithmetic alone.
func answersToEstimate() string {
	var b strings.Builder
	b.WriteString("person,came_by,knows,country,sex,age,region,town,towns,dwellers,w,income,hours,trust_w1,trust_w2,trust_w3,work_w1,work_w2,work_w3,news,took_w2,harmless,treated,chosen,price,place,disposition_w1,disposition_w2,disposition_w3")
	for k := range 8 {
		fmt.Fprintf(&b, ",rep_%d", k+1)
	}
	for i := range 300 {
		r := func(k int) float64 { x := math.Sin(float64(i*k)+.5*float64(k)) * 1e4; return x - math.Floor(x) }
		pick := func(k int, of string) string { all := strings.Split(of, " "); return all[int(r(k)*float64(len(all)))] }
		by := ""
		if i >= 10 {
			by = fmt.Sprint("p", 1+int(r(1)*float64(i)))
		}
		trust := func(k int) string { return pick(k, "1 2 3 3 4 4 5 5 98 99") }
		again, treated := r(5) < .6+.2*r(6), int(2*r(7))
		took := map[bool]string{true: "1", false: "0"}[again]
		second, became := "", "noncontact"
		if again {
			second, became = trust(11), "complete"
		}
		w := .4 + 2*r(2)
		fmt.Fprintf(&b, "\np%d,%s,%d,%s,%s,%d,%s,t%d,%d,%d,%v,%v,%v,%s,%s,%s,%s,%s,%s,%s,%s,%d,%d,%d,%s,%s,complete,%s,complete", i+1, by, 1+int(20*r(3)),
			pick(4, "GE GE RS TR"), pick(8, "f f m"), 18+int(50*r(9)), []string{"north", "east", "south"}[i%3], 1+i/3%5, 20+i%3, 60+10*(i/3%5), w, 8+5*r(10), 20+20*r(12),
			trust(13), second, trust(14), pick(15, "none ru local local"), pick(16, "none ru local ru"), pick(17, "none ru local"), pick(18, "tg tv tg tv paper"),
			took, int(4*r(19))+treated*int(1.4*r(20)), treated, int(2*r(21)), pick(22, "high low"), pick(23, "city village"), became)
		for k := range 8 {
			fmt.Fprintf(&b, ",%v", w*(.5+r(30+k)))
		}
	}
	return b.String() + "\n"
}

// inOtherFormats writes the same people as Parquet and SPSS files.
func inOtherFormats(t *testing.T, dir, request string) {
	t.Helper()
	d, _, err := tabular.ReadWords([]byte(answersToEstimate()))
	if err != nil {
		t.Fatal(err)
	}
	r, err := estimate.ParseRequest([]byte(request))
	if err != nil {
		t.Fatal(err)
	}
	if d, err = estimate.Describe(d, r.Variables); err != nil {
		t.Fatal(err)
	}
	for name, put := range map[string]func(b *bytes.Buffer, d *dataset.Dataset) error{
		"answers.parquet": func(b *bytes.Buffer, d *dataset.Dataset) error { return parquet.Write(b, d, nil) },
		"answers.sav": func(b *bytes.Buffer, d *dataset.Dataset) error {
			_, err := sav.Write(b, d, sav.Options{Language: "en"})
			return err
		},
	} {
		var b bytes.Buffer
		if err := put(&b, d); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// alike compares the cells of an estimate, number by number.
func alike(t *testing.T, where string, want, got estimate.Estimate) {
	t.Helper()
	if want.Spec.Name != got.Spec.Name || len(want.Cells) != len(got.Cells) {
		t.Errorf("%s: %s has %d cells, want %s with %d", where, got.Spec.Name, len(got.Cells), want.Spec.Name, len(want.Cells))
		return
	}
	for i, w := range want.Cells {
		g := got.Cells[i]
		for k := range w.Keys {
			if w.Keys[k].Value != g.Keys[k].Value {
				t.Errorf("%s: %s: cell %d is %v, want %v", where, want.Spec.Name, i, g.Keys, w.Keys)
			}
		}
		if g.Value != w.Value || g.SE != w.SE || g.Low != w.Low || g.High != w.High || g.DF != w.DF || g.N != w.N || g.State != w.State {
			t.Errorf("%s: %s: cell %d is %v, want %v", where, want.Spec.Name, i, g, w)
		}
	}
}
