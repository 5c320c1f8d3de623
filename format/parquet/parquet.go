// Package parquet writes and reads datasets as Parquet files.
//
// A variable is a column of the same name that any reader of Parquet
// understands: the category's code as text for a choice of one, the codes with
// a space between them for a choice of several, a number, or text; empty where
// there is no value. Why it is empty stands in a second column, NAME.missing,
// which is there only if a cell is empty. Labels, code lists, levels of
// measurement and waves are JSON in the file's metadata under the key
// "sojourn.variables", so that a file is complete by itself and reading it
// back gives the dataset that was written.
//
// The same dataset and metadata give the same bytes.
package parquet

const (
	variablesKey  = "sojourn.variables"
	missingSuffix = ".missing"
	// columns in the file are sorted by name; rowGroup bounds what a reader
	// must hold at a time.
	rowGroup = 1 << 16
	// every column has a buffer of this size, so that it decides about memory.
	pageBuffer = 1 << 15
)
