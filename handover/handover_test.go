package handover

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/panel"
)

func TestBothFilesComeBackAsTheyWereGiven(t *testing.T) {
	to := ToMailroom{Study: "exile", Wave: 2, Contacts: [][]byte{[]byte("sealed one"), []byte("sealed two")}, Done: []Mark{"b", "a"}, Gone: []Mark{"c"},
		Day: "2022-09-05", Agreed: map[string][]Mark{"next": {"f", "e"}, "interview": nil}}
	var file bytes.Buffer
	if err := to.Write(&file); err != nil {
		t.Fatal(err)
	}
	got, err := ReadToMailroom(&file, "exile")
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Contacts) != 2 || got.Wave != 2 || cmp.Diff([]Mark{"a", "b"}, got.Done) != "" || cmp.Diff([]Mark{"c"}, got.Gone) != "" ||
		got.Day != "2022-09-05" || cmp.Diff(map[string][]Mark{"next": {"e", "f"}, "interview": nil}, got.Agreed) != "" {
		t.Errorf("came back as %+v", got)
	}

	back := ToDesk{Study: "exile", Wave: 2, Outcomes: []Outcome{{"a", panel.NonContact}, {"b", panel.Undelivered}, {"c", panel.Refusal}}, Refused: []Mark{"d"}, Same: []Pair{{"b", "f"}, {"f", "b"}, {"a", "e"}}}
	file.Reset()
	if err := back.Write(&file); err != nil {
		t.Fatal(err)
	}
	gotBack, err := ReadToDesk(&file, "exile")
	back.Same = []Pair{{"a", "e"}, {"b", "f"}} // neither tells which came first
	if diff := cmp.Diff(back, gotBack); diff != "" || err != nil {
		t.Errorf("%v, %s", err, diff)
	}
}

func TestASelectionComesBackAndTellsNeitherOrderNorReason(t *testing.T) {
	var files [2]bytes.Buffer
	for i, marks := range [][]Mark{{"c", "a", "b"}, {"b", "c", "a"}} {
		if err := (Selection{Study: "exile", Marks: marks}).Write(&files[i]); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
		t.Error("the file tells in which order people were drawn")
	}
	got, err := ReadSelection(&files[0], "exile")
	if diff := cmp.Diff(Selection{Study: "exile", Marks: []Mark{"a", "b", "c"}}, got); diff != "" || err != nil {
		t.Errorf("%v, %s", err, diff)
	}
	if _, err := ReadSelection(&files[1], "other"); err == nil || !strings.Contains(err.Error(), "of the study") {
		t.Errorf("of another study: %v", err)
	}
	if _, err := ReadSelection(strings.NewReader("somebody@example.org\n"), "exile"); err == nil || strings.Contains(err.Error(), "example.org") {
		t.Errorf("a list of addresses: %v", err)
	}
}

func TestTheOrderOfArrivalIsLost(t *testing.T) {
	var files [2]bytes.Buffer
	for i, contacts := range [][][]byte{{[]byte("1"), []byte("2"), []byte("3")}, {[]byte("3"), []byte("1"), []byte("2")}} {
		if err := (ToMailroom{Study: "exile", Wave: 1, Contacts: contacts}).Write(&files[i]); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
		t.Error("the file tells in which order the contacts came")
	}
}

func TestAPersonHasAnotherMarkInEveryWaveAndStudy(t *testing.T) {
	marks := map[Mark]bool{MarkOf("exile", 1, "p"): true, MarkOf("exile", 2, "p"): true, MarkOf("other", 1, "p"): true, MarkOf("exile", 1, "q"): true}
	if len(marks) != 4 {
		t.Errorf("%d marks of four", len(marks))
	}
	if MarkOf("exile", 1, "p") != MarkOf("exile", 1, "p") {
		t.Error("the same person of the same wave has two marks")
	}
}

func TestAFileThatIsNotTheRightOneSaysSo(t *testing.T) {
	for name, tt := range map[string]struct{ file, want string }{
		"empty":                 {"", "not a"},
		"the other direction":   {`{"file":"sojourn handover to the desk 1","study":"exile","wave":1}`, "not a"},
		"another study":         {`{"file":"sojourn handover to the mailroom 1","study":"other","wave":1}`, "of the study"},
		"cut short":             {`{"file":"sojourn handover to the mailroom 1","study":"exile","wave":1}` + "\n" + `{"contact":"c2Vh`, "line cannot be read"},
		"a line of something":   {`{"file":"sojourn handover to the mailroom 1","study":"exile","wave":1}` + "\n" + `{"x":1}`, "line cannot be read"},
		"an address in a list":  {"somebody@example.org\n", "not a"},
		"an outcome to mailers": {`{"file":"sojourn handover to the mailroom 1","study":"exile","wave":1}` + "\n" + `{"mark":"a","outcome":"refusal"}`, "line cannot be read"},
	} {
		_, err := ReadToMailroom(strings.NewReader(tt.file), "exile")
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "example.org") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
