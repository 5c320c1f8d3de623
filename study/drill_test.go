package study

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestNobodyIsAskedBeforeEveryKeyWasTried(t *testing.T) {
	keys := Keys{Answers: []string{"age1answers"}, Contact: []string{"age1contact"}, Recovery: []string{"age1recovery"}}
	drilled := func(day Day, of ...string) (all []Drill) {
		for _, k := range of {
			all = append(all, Drill{Key: k, Day: day})
		}
		return all
	}
	for name, tt := range map[string]struct {
		keys   Keys
		drills []Drill
		want   []string
	}{
		"all tried lately":           {keys, drilled("2022-03-01", "age1answers", "age1contact", "age1recovery"), nil},
		"one not tried":              {keys, drilled("2022-03-01", "age1answers", "age1recovery"), []string{"age1contact"}},
		"tried too long ago":         {keys, drilled("2021-11-01", "age1answers", "age1contact", "age1recovery"), []string{"age1answers", "age1contact", "age1recovery"}},
		"tried in the future":        {keys, drilled("2022-12-01", "age1answers", "age1contact", "age1recovery"), []string{"age1answers: this key was tried on 2022-12-01, which is after today, 2022-03-20: a clock is wrong", "age1contact", "age1recovery"}},
		"tried 90 days ago":          {keys, drilled("2021-12-20", "age1answers", "age1contact", "age1recovery"), []string{"age1answers: this key was last tried on 2021-12-20", "age1contact", "age1recovery"}},
		"tried 91 days ago":          {keys, drilled("2021-12-19", "age1answers", "age1contact", "age1recovery"), []string{"nobody tried", "age1contact", "age1recovery"}},
		"tried 76 days ago":          {keys, drilled("2022-01-03", "age1answers", "age1contact", "age1recovery"), nil},
		"nobody else could open it":  {Keys{Answers: []string{"age1answers"}, Contact: []string{"age1contact"}}, drilled("2022-03-01", "age1answers", "age1contact"), []string{"keys.answers", "keys.contact"}},
		"two people with a key each": {Keys{Answers: []string{"age1a", "age1b"}}, drilled("2022-03-01", "age1a", "age1b"), nil},
	} {
		ps := (&Study{Keys: tt.keys}).SafeToField(tt.drills, "2022-03-20")
		if len(ps) != len(tt.want) {
			t.Errorf("%s: %v", name, ps)
			continue
		}
		for i, want := range tt.want {
			if !strings.Contains(ps[i].Error(), want) {
				t.Errorf("%s: %q does not name %s", name, ps[i].Error(), want)
			}
		}
	}
}

func TestAKeyOfOneRoleDoesNotStandInAnother(t *testing.T) {
	sound := Keys{Answers: []string{"age1answers"}, Contact: []string{"age1contact"}, Recovery: []string{"age1recovery"}}
	tried := []Drill{{"answers", "age1former", "2020-01-01"}, {"answers", "age1answers", "2022-03-01"}}
	for name, tt := range map[string]struct {
		keys Keys
		want string
	}{
		"each in its own":              {sound, ""},
		"one in two":                   {Keys{Answers: sound.Answers, Contact: sound.Answers}, "under keys.answers too"},
		"an answers key, tried before": {Keys{Answers: sound.Answers, Contact: []string{"age1former"}}, "keys.contact: by drills.yaml a key listed here is of the role answers"},
	} {
		s := &Study{Keys: tt.keys}
		got := s.MisplacedKeys(tried).Error()
		if !strings.Contains(got, tt.want) || tt.want == "" && len(s.MisplacedKeys(tried)) > 0 {
			t.Errorf("%s: %s", name, got)
		}
		if tt.want != "" && !strings.Contains(s.SafeToField(tried, "2022-03-20").Error(), tt.want) {
			t.Errorf("%s: the field may start", name)
		}
	}
}

func TestADrillTakesThePlaceOfTheFormerOneOfItsKey(t *testing.T) {
	text, err := WithDrill([]Drill{{"answers", "a", "2022-01-01"}, {"contact", "c", "2022-01-01"}}, Drill{"answers", "a", "2022-03-01"})
	if err != nil {
		t.Fatal(err)
	}
	drills, err := ReadDrills(fstest.MapFS{DrillFile: {Data: text}})
	if err != nil || len(drills) != 2 || drills[0].Key != "c" || drills[1].Day != "2022-03-01" {
		t.Errorf("%+v, %v", drills, err)
	}
	if _, err := ReadDrills(fstest.MapFS{DrillFile: {Data: []byte("- {who: x}")}}); err == nil {
		t.Error("a file with an unknown key was taken")
	}
}

// TestAClockThatJumpsOverNinetyDaysSaysSo has the same drills looked at by clocks
// that are set forth and back.
func TestAClockThatJumpsOverNinetyDaysSaysSo(t *testing.T) {
	s := &Study{Keys: Keys{Answers: []string{"age1answers"}, Recovery: []string{"age1recovery"}}}
	drills := []Drill{{"answers", "age1answers", "2022-03-01"}, {"recovery", "age1recovery", "2022-03-01"}}
	for _, tt := range []struct {
		today  Day
		starts bool
		says   string
	}{
		{"2022-03-01", true, ""}, {"2022-05-16", true, ""}, {"2022-05-17", true, "last tried on 2022-03-01"}, {"2022-05-30", true, "last tried on 2022-03-01"},
		{"2022-05-31", false, "within the last 90 days nobody tried"}, {"2023-03-01", false, "within the last 90 days nobody tried"},
		{"2022-02-28", false, "a clock is wrong"}, {"1970-01-01", false, "a clock is wrong"}, {"2022-03-02", true, ""},
	} {
		ps := s.SafeToField(drills, tt.today)
		if starts := ps.Err() == nil; starts != tt.starts || !strings.Contains(ps.Error(), tt.says) || tt.says == "" && len(ps) > 0 {
			t.Errorf("on %s the field starts: %v; %s", tt.today, starts, ps.Error())
		}
	}
}
