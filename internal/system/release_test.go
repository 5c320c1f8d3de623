package system

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/workspace"
)

// checkRelease hands out the demo's data as a team would: roles proposed, risk
// shown, bundle built and verified, twice alike, and nothing private in it.
func checkRelease(t *testing.T, study string) {
	t.Helper()
	sojourn(t, "release", study, "--propose")
	first, second := filepath.Join(t.TempDir(), "a.zip"), filepath.Join(t.TempDir(), "b.zip")
	shown := sojourn(t, "release", study, "--profile", "public")
	if !strings.Contains(shown, "Nothing was written") || !strings.Contains(shown, "As collected") {
		t.Errorf("before anything is built, it shows %s", shown)
	}
	for _, out := range []string{first, second} {
		if told := sojourn(t, "release", study, "--profile", "public", "--out", out, "--verify"); !strings.Contains(told, "at least 11 alike") {
			t.Errorf("the bundle is not verified: %s", told)
		}
	}
	if told := sojourn(t, "release", first, "--verify"); !strings.Contains(told, "verified") {
		t.Errorf("whoever gets the bundle is told %s", told)
	}
	a, errA := os.ReadFile(first)
	b, errB := os.ReadFile(second)
	if errA != nil || errB != nil || !bytes.Equal(a, b) {
		t.Errorf("two bundles of one release differ: %v %v", errA, errB)
	}
	refused := filepath.Join(t.TempDir(), "c.zip") // for other readers, who have the public one too
	told, err := exec.Command(program, "release", study, "--profile", "scientific", "--out", refused).CombinedOutput()
	if _, there := os.Stat(refused); err == nil || there == nil || !bytes.Contains(told, []byte("whoever has 1 former and this one finds people among fewer than 5")) {
		t.Errorf("beside the public release another one leaves: %v\n%s", err, told)
	}
	checkNothingPrivate(t, study, a)
	checkPrinted(t, study)
}

// TestAReleaseFileThatLacksAVariableIsGivenItsLineAlone goes round the advice
// that a variable without a role gets.
func TestAReleaseFileThatLacksAVariableIsGivenItsLineAlone(t *testing.T) {
	dir := t.TempDir()
	study, old := collected(t, dir)
	sojourn(t, "import", study, old, "--wave", "1")
	sojourn(t, "import", study, old, "--wave", "1")
	sojourn(t, "cut", study)
	sojourn(t, "release", study, "--propose")
	name := filepath.Join(study, "release.yaml")
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	end := strings.LastIndex(strings.TrimSpace(string(whole)), "\n") + 1
	less, line := string(whole[:end]), string(whole[end:])
	write(t, study, map[string]string{"release.yaml": less})
	trouble(t, "--propose", "release", study, "--profile", "public")
	told := sojourn(t, "release", study, "--propose")
	if is, err := os.ReadFile(name); !strings.HasSuffix(told, line) || strings.Count(told, "name:") != 1 || err != nil || string(is) != less {
		t.Errorf("one variable lacks a role, and it says %s (%v)", told, err)
	}
	sojourn(t, "release", study, "--propose", "--add")
	if is, err := os.ReadFile(name); err != nil || string(is) != string(whole) {
		t.Errorf("the role is not added: %v", err)
	}
	if told := sojourn(t, "release", study, "--propose"); !strings.Contains(told, "a role for every variable") {
		t.Errorf("with all roles it says %s", told)
	}
	write(t, study, map[string]string{"release.yaml": less + "public: {k: 12}\n"})
	trouble(t, "do not stand at its end", "release", study, "--propose", "--add")
}

// checkNothingPrivate looks in every file of a bundle for pseudonyms of the
// study and for words that respondents wrote.
func checkNothingPrivate(t *testing.T, study string, bundle []byte) {
	t.Helper()
	p, _, err := workspace.Open(study)
	if err != nil {
		t.Fatal(err)
	}
	cut, err := p.Cut("")
	if err != nil {
		t.Fatal(err)
	}
	var private []string
	for _, name := range []string{"panelist", "comment_w3", "specialty_w1", "country_history_w3"} {
		c, err := cut.Data.Column(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < c.Len(); i += 97 {
			if len(c.Texts[i]) > 12 {
				private = append(private, c.Texts[i])
			}
		}
	}
	if len(private) < 100 {
		t.Fatalf("only %d texts to look for", len(private))
	}
	archive, err := zip.NewReader(bytes.NewReader(bundle), int64(len(bundle)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(in)
		in.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range private {
			if bytes.Contains(data, []byte(text)) {
				t.Errorf("%s has a pseudonym of the study or what somebody wrote", f.Name)
				break
			}
		}
	}
}

// checkPrinted prints the codebook and looks for Russian words in the PDF.
func checkPrinted(t *testing.T, study string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "codebook")
	sojourn(t, "codebook", study, "--published", "--out", dir)
	for _, tool := range []string{"chromium", "pdftotext"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Logf("skipped: %s is not installed, so the printed codebook is not looked at", tool)
			return
		}
	}
	sojourn(t, "codebook", study, "--published", "--pdf", "--out", dir)
	text, err := exec.Command("pdftotext", filepath.Join(dir, "codebook-ru.pdf"), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Кодовая книга", "Задавался, только если", "trust_locals", "Доверяете ли вы"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the printed codebook does not have %q", want)
		}
	}
}
