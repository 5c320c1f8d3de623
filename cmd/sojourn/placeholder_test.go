package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"sojourn/study"
)

// begun is a study folder as "sojourn new" writes it, with replacements.
func begun(t *testing.T, replace map[string][2]string) fstest.MapFS {
	t.Helper()
	files, err := starterFiles()
	if err != nil {
		t.Fatal(err)
	}
	folder := fstest.MapFS{}
	for name, text := range files {
		if r, ok := replace[name]; ok {
			if !bytes.Contains(text, []byte(r[0])) {
				t.Fatalf("%s does not contain %q", name, r[0])
			}
			text = bytes.Replace(text, []byte(r[0]), []byte(r[1]), 1)
		}
		folder[name] = &fstest.MapFile{Data: text}
	}
	return folder
}

func TestTextsThatNobodyWroteYetAreNamed(t *testing.T) {
	for name, tt := range map[string]struct {
		replace map[string][2]string
		want    string // columns, and the questionnaire
		says    string
	}{
		"as it was made":          {nil, "title population sampling consent instrument/wave1.md", "the text in en and ru"},
		"a title in English":      {map[string][2]string{study.File: {"My study", "Leaving"}}, "title population sampling consent instrument/wave1.md", "the text in ru is"},
		"a questionnaire changed": {map[string][2]string{"instrument/wave1.md": {"How old are you", "What is your age"}}, "title population sampling consent", ""},
		"a consent in one of two": {map[string][2]string{study.File: {"We ask about your life", "We ask about your work"}}, "title population sampling consent instrument/wave1.md", ""},
		"a made-up study":         {map[string][2]string{study.File: {"timezone:", "synthetic: true\ntimezone:"}}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var found []string
			ps := placeholders(begun(t, tt.replace), study.Warning)
			for _, p := range ps {
				if p.Do == "" || p.Severity != study.Warning {
					t.Errorf("%+v", p)
				}
				if p.Column == "" {
					p.Column = p.Where
				}
				found = append(found, p.Column)
			}
			if got := strings.Join(found, " "); got != tt.want || !strings.Contains(ps.Error(), tt.says) {
				t.Errorf("named are %q, want %q: %v", got, tt.want, ps)
			}
		})
	}
}

func TestTheDoctorWantsTextsOfTheStudysOwn(t *testing.T) {
	if ps := placeholders(begun(t, nil), study.Error); ps.Err() == nil {
		t.Error("a study with the texts it began with may be fielded")
	}
}
