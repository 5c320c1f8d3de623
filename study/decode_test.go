package study

import (
	"strings"
	"testing"
)

func TestASlipInAFileOfTheStudyIsToldInTheWordsOfTheFile(t *testing.T) {
	type plan struct {
		Title Text           `yaml:"title"`
		K     int            `yaml:"k"`
		Share float64        `yaml:"share,omitempty"`
		Open  bool           `yaml:"open"`
		Roles map[string]int `yaml:"roles"`
		Rows  []struct {
			Name string   `yaml:"name"`
			Of   []WaveID `yaml:"of"`
		} `yaml:"rows"`
	}
	tests := []struct{ name, file, want string }{
		{"a key that is not there", "k: 3\nkk: 4\n", `line 2: there is no key "kk" here; the keys here are title, k, share, open, roles, rows`},
		{"a key that is not there, deeper", "rows:\n  - name: a\n    off: [1]\n", `line 3: there is no key "off" here; the keys here are name, of`},
		{"a text for a number", "k: many\n", `line 1: "k" is a text; write a whole number there`},
		{"a fraction for a whole number", "k: 0.5\n", `line 1: "k" is a number; write a whole number there`},
		{"a list for keys", "roles: [a, b]\n", `line 1: "roles" is a list; write keys with values there`},
		{"a text for a list", "rows:\n  - {name: a, of: all}\n", `line 2: "of" is a text; write a list, such as [a, b], there`},
		{"a text for a list of groups", "k: 1\nrows: none\n", `line 2: "rows" is a text; write a list`},
		{"a text for a group", "rows: [none]\n", `line 1: "rows" is a text; write the keys name, of there`},
		{"a list for a text", "rows:\n  - name: [a]\n", `line 2: "name" is a list; write a text there`},
		{"a word for yes or no", "open: maybe\n", `line 1: "open" is a text; write true or false there`},
		{"a list within a text", "title:\n  en: [a]\n", `line 2: "en" is a list; write a text there`},
		{"a number among roles", "roles:\n  age: high\n", `line 2: "age" is a text; write a whole number there`},
		{"the same key twice", "k: 1\nk: 2\n", `line 2: the key "k" stands here a second time; leave one`},
		{"no keys at all", "just words\n", `line 1: the document is a text; write the keys title, k, share`},
		{"two slips", "k: many\nrolls: 1\n", "line 2: there is no key"},
		{"a bracket that stays open", "k: [1\n", "mend the line"},
		{"nothing", "", "the file is empty"},
	}
	for _, tt := range tests {
		var p plan
		err := Decode("plan.yaml", []byte(tt.file), &p)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "plan.yaml") {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
			continue
		}
		for _, leak := range []string{"study.", "plan ", "struct", "map[", "[]", "!!", "unmarshal", "float64", "yaml:"} {
			if strings.Contains(strings.ReplaceAll(err.Error(), "plan.yaml:", ""), leak) {
				t.Errorf("%s: the words of the program: %v", tt.name, err)
			}
		}
	}
}
