package system

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const collectedElsewhere = `token,submitdate,email,sex,years,comment
t-1,2020-03-30 11:22,a@example.org,1,33,=HYPERLINK("x")
t-2,2020-04-01 09:00,b@example.org,2,-99,
t-3,2020-04-02 09:00,c@example.org,1,41,нет
t-4,2020-04-02 10:00,d@example.org,2,29,
t-5,2020-04-02 11:00,e@example.org,1,57,
t-6,2020-04-03 11:00,f@example.org,2,62,да
`

// collected makes a study whose wave was asked with another program, and the file
// that this program wrote.
func collected(t *testing.T, dir string) (study, old string) {
	t.Helper()
	study, old = filepath.Join(dir, "study"), filepath.Join(dir, "old.csv")
	sojourn(t, "new", study)
	settings, err := os.ReadFile(filepath.Join(study, "study.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(settings), "    instrument: instrument/wave1.md\n    doors:\n      - {kind: open, opens: 2026-01-01, closes: 2026-12-31}\n", "    imported: import/wave1.yaml\n", 1)
	write(t, dir, map[string]string{"study/study.yaml": text, "old.csv": collectedElsewhere})
	return study, old
}

// TestAWaveGoesFromAnotherProgramThroughACutIntoFiles follows the commands of
// docs/folder.md and docs/formats/data.md.
func TestAWaveGoesFromAnotherProgramThroughACutIntoFiles(t *testing.T) {
	dir := t.TempDir()
	study, old := collected(t, dir)

	if said := sojourn(t, "import", "--look", old); strings.Contains(said, "example.org") || !strings.Contains(said, "6 rows, 6 variables") {
		t.Errorf("looking says %s", said)
	}
	if said := sojourn(t, "import", study, old, "--wave", "1"); !strings.Contains(said, "proposed in") {
		t.Errorf("the first import says %s", said)
	}
	mapping := filepath.Join(study, "import", "wave1.yaml")
	proposed, err := os.ReadFile(mapping)
	if err != nil {
		t.Fatal(err)
	}
	checked := strings.Replace(string(proposed), "    from: \"years\"\n", "    from: \"years\"\n    missing: {-99: refused}\n", 1)
	write(t, dir, map[string]string{"study/import/wave1.yaml": checked})
	if said := sojourn(t, "import", study, old, "--wave", "1"); !strings.Contains(said, "6 responses of 6 people") {
		t.Errorf("the second import says %s", said)
	}
	sojourn(t, "cut", study)
	out := filepath.Join(dir, "files")
	sojourn(t, "export", study, "--format", "csv,sav,dta,parquet", "--language", "ru", "--out", out)

	data, err := os.ReadFile(filepath.Join(out, "study.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for want, there := range map[string]bool{"refused": true, `"'=HYPERLINK(""x"")"`: true, "example.org": false, "t-1": false, "-99": false} {
		if strings.Contains(string(data), want) != there {
			t.Errorf("the CSV has %q: %v", want, !there)
		}
	}
	sums, err := os.ReadFile(filepath.Join(out, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(sums)) {
		hash, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		file, err := os.ReadFile(filepath.Join(out, name))
		sum := sha256.Sum256(file)
		if err != nil || hex.EncodeToString(sum[:]) != hash {
			t.Errorf("%s is not what its checksum says: %v", name, err)
		}
		info, err := os.Stat(filepath.Join(out, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s can be read by others: %v", name, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(out, "*.part")); len(left) > 0 {
		t.Errorf("half files are left: %v", left)
	}
}
