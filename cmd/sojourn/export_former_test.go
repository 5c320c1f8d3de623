package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sojourn/export"
)

// TestAnExportLeavesNoFileOfTheOneBefore also sees that nobody else's file is
// taken for one, not even by a list that names it elsewhere.
func TestAnExportLeavesNoFileOfTheOneBefore(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "files")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	put := func(name, text string) string {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256([]byte(text))
		return hex.EncodeToString(sum[:]) + "  " + name + "\n"
	}
	list := put("a.csv", "who withdrew") + put("a.sav", "again") + put("a.dta", "as it was") + put("../beside", "elsewhere")
	put("notes.txt", "mine")
	put("a.dta", "changed by hand")
	put("SHA256SUMS", list)

	var out bytes.Buffer
	if err := clearFormer(console{out: &out, err: &out}, dir, formerExport(dir), []export.File{{Name: "a.sav"}, {Name: "SHA256SUMS"}}); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	var left []string
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if want := []string{"SHA256SUMS", "a.dta", "a.sav", "notes.txt"}; err != nil || !slices.Equal(left, want) {
		t.Errorf("left are %q, want %q (%v)", left, want, err)
	}
	if _, err := os.Stat(filepath.Join(root, "beside")); err != nil {
		t.Errorf("a file outside the folder: %v", err)
	}
	if !strings.Contains(out.String(), "a.csv of the export before is removed") || !strings.Contains(out.String(), "not of this export: a.dta, notes.txt;") {
		t.Errorf("it says %s", out.String())
	}
}
