// Package excel reads the cells of spreadsheets, .xlsx and the old .xls of
// Excel 97 to 2003, and writes .xlsx.
//
// It knows sheets and the texts in their cells: a number as it is written
// without rounding, a date in the form of ISO 8601, a condition as TRUE or
// FALSE. It does not know formulas (it takes the value that was saved with
// them), formatting or anything that is drawn. Which of the two kinds a file is
// follows from its content; names lie.
//
// A file may come from anywhere. Nothing is unpacked before its size was
// looked at, and every length in it is checked against what is there, so that
// a damaged or malicious file is an error and never more.
//
// The formats are ECMA-376 (.xlsx), [MS-CFB] and [MS-XLS] (.xls).
package excel

import (
	"bytes"
	"errors"
)

// A Sheet is the cells of one sheet.
type Sheet struct {
	Name  string
	Cells []Cell // none is empty; as they stand in the file
}

// A Cell is one cell with its value as a text. Row and Column count from 0.
type Cell struct {
	Row, Column int
	Text        string
}

// Limits of what is read: the bytes of a file before and after unpacking, how
// many times larger unpacking may make it, the parts it may have, and the
// cells, rows and columns of a workbook.
const (
	MaxFile     = 32 << 20
	MaxUnpacked = 200 << 20 // of all parts
	MaxPart     = 48 << 20  // of one part that is read
	MaxRatio    = 100       // beyond a few megabytes, nobody's questionnaire is packed so tightly
	MaxParts    = 5000
	MaxCells    = 400_000
	MaxRows     = 200_000
	MaxColumns  = 2_000
)

// What can be wrong with a file.
var (
	ErrNotExcel = errors.New("excel: this is no workbook")
	ErrFormat   = errors.New("excel: the workbook is damaged")
	ErrOld      = errors.New("excel: the workbook is older than Excel 97")
	ErrPassword = errors.New("excel: the workbook is protected by a password")
	ErrBinary   = errors.New("excel: this is a binary workbook (.xlsb)")
	ErrTooLarge = errors.New("excel: the workbook is too large when unpacked")
)

// Is reports whether data begins as a workbook of either kind does.
func Is(data []byte) bool {
	return bytes.HasPrefix(data, signature) || bytes.HasPrefix(data, zipSignature)
}

// Read gives the sheets of a workbook in their order.
func Read(data []byte) ([]Sheet, error) {
	switch {
	case len(data) > MaxFile:
		return nil, ErrTooLarge
	case bytes.HasPrefix(data, zipSignature):
		return readPackage(data)
	case bytes.HasPrefix(data, signature):
		return readOld(data)
	}
	return nil, ErrNotExcel
}

// readOld reads a compound file.
func readOld(data []byte) ([]Sheet, error) {
	file, err := open(data)
	if err != nil {
		return nil, err
	}
	if file.has("EncryptedPackage") {
		return nil, ErrPassword
	}
	stream, err := file.stream("Workbook")
	switch {
	case err != nil:
		return nil, err
	case stream != nil:
		return readWorkbook(stream)
	case file.has("Book"):
		return nil, ErrOld
	}
	return nil, ErrNotExcel
}

// A tally counts cells against the limits.
type tally struct {
	cells int
}

// add reports whether one more cell may be kept.
func (t *tally) add(row, column int) bool {
	t.cells++
	return t.cells <= MaxCells && row < MaxRows && column < MaxColumns
}
