// Package exceltest looks into workbooks as the zip files they are, beside the
// reader that tests judge: what it finds does not depend on what that reader
// understands.
package exceltest

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"testing"
)

// Parts are the files inside an .xlsx by their names.
func Parts(t testing.TB, workbook []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		text, err := fs.ReadFile(z, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(text)
	}
	return parts
}
