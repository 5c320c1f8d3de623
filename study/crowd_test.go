package study

import (
	"strings"
	"testing"
)

func TestWhatIsDoneInACrowdIsSetAndFaultsInItAreNamed(t *testing.T) {
	for line, want := range map[string]struct {
		asks  bool
		limit int
		fault bool
	}{
		"":                                 {true, 60, false},
		"crowd: {ask: work}":               {true, 60, false},
		"crowd: {ask: nothing}":            {false, 60, false},
		"crowd: {ask: nothing, burst: 10}": {false, 10, false},
		"crowd: {ask: captcha}":            {fault: true},
		"crowd: {burst: -1}":               {fault: true},
		"crowd: {bursts: 7}":               {fault: true},
	} {
		s, err := Parse([]byte(small + line + "\n"))
		if want.fault {
			if err == nil || !strings.Contains(err.Error(), "crowd") && !strings.Contains(err.Error(), "bursts") {
				t.Errorf("%q gives %v", line, err)
			}
			continue
		}
		if err != nil || s.Crowd.Asks() != want.asks || s.Crowd.Limit() != want.limit {
			t.Errorf("%q is %+v, %v", line, s.Crowd, err)
		}
	}
}
