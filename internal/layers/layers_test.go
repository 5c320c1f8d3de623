// Package layers holds the test that keeps imports pointing downwards.
package layers

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"
)

const module = "sojourn/"

// level is the height of a package and of all in its directory. A package
// imports only what is lower, its own parent and its own children.
var level = map[string]int{
	"look": 0, "qr": 0, "study": 0, "instrument/expr": 0, "respond/turnstile": 0,
	"dataset": 1, "panel": 1, "library": 1, "seal": 1,
	"instrument": 2, "clean": 2, "handover": 2, "team": 2, "weight": 2, "chart": 2, "estimate/kernel": 2, "format/labelled": 2,
	"estimate": 3, "format": 3, "fieldwork": 3, "outreach": 3,
	"estimate/attrition": 4, "report": 4, "codebook": 4, "elsewhere": 4, "release": 4, "release/bundle": 5,
	"store": 5, "workspace": 5, "archive": 5, "internal/seed": 5, "listener": 5, "export": 5,
	"respond": 6, "staff": 6, "mailroom": 6, "desk": 6, "site": 6, "editor": 6,
	"preview":     7, // shows the respondents' pages inside its own
	"cmd/sojourn": 8, "internal/layers": 8, "internal/system": 8, "internal/judge": 7, "internal/statref": 8,
}

// forbidden lists imports that height alone would allow.
var forbidden = []struct{ from, to, why string }{
	{"desk", "outreach", "answers never meet addresses"},
	{"report", "outreach", "answers never meet addresses"},
	{"site", "outreach", "answers never meet addresses"},
	{"workspace", "outreach", "answers never meet addresses"},
	{"respond", "store", "pages declare the methods they need; cmd passes the storage in"},
	{"respond", "workspace", "pages declare the methods they need; cmd passes the storage in"},
	{"staff", "store", "pages declare the methods they need; cmd passes the storage in"},
	{"staff", "workspace", "pages declare the methods they need; cmd passes the storage in"},
	{"desk", "store", "the desk never touches the field's storage"},
	{"desk", "workspace", "pages declare the methods they need; cmd passes the storage in"},
	{"site", "workspace", "pages declare the methods they need; cmd passes the storage in"},
	{"editor", "workspace", "pages declare the methods they need; cmd passes the storage in"},
	{"preview", "store", "pages declare the methods they need; cmd passes the storage in"},
	{"preview", "workspace", "pages declare the methods they need; cmd passes the storage in"},
	{"preview", "seal/custody", "a preview is typed into and never read"},
	{"respond", "estimate", "respondents' pages compute no statistics"},
	{"respond", "report", "respondents' pages compute no statistics"},
	{"respond", "seal/custody", "the field cannot open answers"},
	{"staff", "seal/custody", "the field cannot open answers"},
	{"fieldwork", "seal/custody", "the field cannot open answers"},
	{"store", "seal/custody", "the field cannot open answers"},
	{"outreach", "fieldwork", "addresses never meet answers"},
	{"mailroom", "fieldwork", "addresses never meet answers"},
	{"mailroom", "workspace", "addresses never meet answers"},
	{"mailroom", "store", "the mailroom never touches the field's storage"},
	{"cmd/sojourn", "internal/judge", "outside judges are for tests"},
}

// outside lists what a level-0-to-4 package may not import, because it does
// no I/O, and who is excepted with the reason.
var outside = []struct {
	pkg    string
	except map[string]string
}{
	{"database/sql", nil},
	{"net/http", map[string]string{
		"fieldwork/scenario": "plays respondents over real HTTP",
		"outreach":           "the mailroom speaks to the field",
	}},
	{"os", nil},
	{"log", nil},
	{"log/slog", nil},
}

// cryptography is in seal alone, so that one package can be audited for it.
var cryptography = []string{"filippo.io/age", "golang.org/x/crypto", "crypto/aes", "crypto/cipher", "crypto/hpke"}

// TestImportsPointDown parses the files itself rather than calling "go list",
// whose result the test cache would happily keep after the sources changed.
func TestImportsPointDown(t *testing.T) {
	err := fs.WalkDir(os.DirFS("../.."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && name != "." || d.Name() == "node_modules" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		checkFile(t, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkFile(t *testing.T, name string) {
	file, err := parser.ParseFile(token.NewFileSet(), "../../"+name, nil, parser.ImportsOnly)
	if err != nil {
		t.Error(err)
		return
	}
	pkg := path.Dir(name)
	here, ok := height(pkg)
	if !ok {
		t.Errorf("%s: its package has no level; add it to the table", name)
	}
	for _, imp := range file.Imports {
		full, _ := strconv.Unquote(imp.Path.Value)
		if dep, ours := strings.CutPrefix(full, module); ours {
			checkOurs(t, name, pkg, here, dep)
			continue
		}
		checkOutside(t, name, pkg, here, full)
	}
}

func checkOurs(t *testing.T, name, pkg string, here int, dep string) {
	h, ok := height(dep)
	if (!ok || h >= here) && !within(pkg, dep) && !within(dep, pkg) {
		t.Errorf("%s (level %d) imports %s (level %d)", name, here, dep, h)
	}
	for _, f := range forbidden {
		if within(pkg, f.from) && within(dep, f.to) {
			t.Errorf("%s imports %s: %s", name, dep, f.why)
		}
	}
}

func checkOutside(t *testing.T, name, pkg string, here int, full string) {
	for _, o := range outside {
		if _, excepted := o.except[pkg]; here <= 4 && full == o.pkg && !excepted {
			t.Errorf("%s imports %s: levels 0 to 4 do no I/O", name, full)
		}
	}
	for _, c := range cryptography {
		if within(full, c) && !within(pkg, "seal") {
			t.Errorf("%s imports %s: encryption is in seal alone", name, full)
		}
	}
}

// height returns the level of pkg or of the nearest directory above it.
func height(pkg string) (int, bool) {
	for ; pkg != "." && pkg != "/"; pkg = path.Dir(pkg) {
		if h, ok := level[pkg]; ok {
			return h, true
		}
	}
	return 0, false
}

func within(pkg, dir string) bool { return strings.HasPrefix(pkg+"/", dir+"/") }
