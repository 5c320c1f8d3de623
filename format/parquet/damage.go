package parquet

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"sojourn/dataset"
	"sojourn/study"
)

// damaged is the error for what is no sound Parquet file.
var damaged = study.Problem{Severity: study.Error, Code: "parquet", Where: "Parquet file", What: "it cannot be read: it is damaged or no Parquet file",
	Do: "make the cut again, or write the file anew in the program that it comes from"}

// mend makes an error of a panic: the library that reads pages takes the
// numbers in a file for true, and a damaged file must not end the program.
func mend(err *error) {
	if recover() != nil {
		*err = damaged
	}
}

// footed reports whether the length of the description at the end of the file
// fits into it: the library takes memory for it before it looks.
func footed(r io.ReaderAt, size int64) bool {
	const tail, magic = 8, "PAR1"
	var end [tail]byte
	if size < tail+int64(len(magic)) {
		return false
	}
	if _, err := r.ReadAt(end[:], size-tail); err != nil || string(end[4:]) != magic {
		return false
	}
	return int64(binary.LittleEndian.Uint32(end[:4])) <= size-tail-int64(len(magic))
}

// rowsPerByte bounds how many rows a file can have for its size. Columns that
// say the same throughout take a few bytes a page of some ten thousand rows.
const rowsPerByte = 4096

// plausible reports whether the numbers of rows fit each other and the size.
func plausible(file *parquet.File, size int64) bool {
	rows := int64(0)
	for _, group := range file.RowGroups() {
		if group.NumRows() < 0 || group.NumRows() > file.NumRows() {
			return false
		}
		rows += group.NumRows()
	}
	return rows == file.NumRows() && rows <= 1<<20+size*rowsPerByte
}

// unlisted reports whether a variable of categories has no list of them, or one
// that is too long.
func unlisted(v dataset.Variable) bool {
	switch v.Kind {
	case dataset.Categorical:
		return v.Codes == nil || len(v.Codes.Categories) > 1<<16
	case dataset.Multiple:
		return v.Codes == nil || len(v.Codes.Categories) > dataset.MaxSet
	case dataset.Numeric, dataset.Words:
		return false
	}
	return true
}

// The limits of a page. The library takes memory for what a page says of itself
// before it unpacks, so a page may say no more than its bytes make likely.
const (
	pageBase   = 1 << 24 // bytes that a page of any size may unpack to
	pageGrowth = 1 << 10 // and as many times its packed size besides
	headerRead = 1 << 10 // what the header of a page mostly fits into
)

// honest walks over the headers of a column's pages, without what they pack,
// and is an error where their numbers do not fit the file and each other.
func (f *File) honest(column int) error {
	for _, group := range f.file.Metadata().RowGroups {
		if column >= len(group.Columns) {
			return damaged
		}
		about := group.Columns[column].MetaData
		if !slices.Contains(codecs, about.Codec) {
			return study.Problem{Severity: study.Error, Code: "parquet", Where: "Parquet file", What: fmt.Sprintf("it is packed by %s, which is not read", about.Codec),
				Do: "write the file anew, packed by Snappy, gzip or Zstandard"}
		}
		at := about.DataPageOffset
		if about.DictionaryPageOffset > 0 {
			at = min(at, about.DictionaryPageOffset)
		}
		end := at + about.TotalCompressedSize
		if at < 0 || about.TotalCompressedSize < 0 || end < at || end > f.size {
			return damaged
		}
		for left := group.NumRows; at < end; {
			rows, length := f.pageAt(at, end, min(left, group.NumRows), about.Codec)
			if length == 0 {
				return damaged
			}
			left -= rows
			at += length
		}
	}
	return nil
}

// pageAt gives the rows and the length of the page at a place; 0 if it says of
// itself what cannot be.
func (f *File) pageAt(at, end, left int64, codec format.CompressionCodec) (rows, length int64) {
	h, n := f.header(at, end)
	rows = int64(max(h.DataPageHeader.V.NumValues, h.DataPageHeaderV2.V.NumValues))
	packed, whole := int64(h.CompressedPageSize), int64(h.UncompressedPageSize)
	switch {
	case n == 0, packed < 0, packed > end-at-n, whole < 0, whole > pageBase+packed*pageGrowth, rows < 0, rows > left,
		int64(h.DictionaryPageHeader.V.NumValues) > max(whole, left):
		return 0, 0
	}
	levels := int64(h.DataPageHeaderV2.V.RepetitionLevelsByteLength) + int64(h.DataPageHeaderV2.V.DefinitionLevelsByteLength)
	if codec == format.Snappy && !f.snappy(at+n+levels, packed-levels, whole) {
		return 0, 0
	}
	return rows, n + packed
}

// codecs are those by which files are packed in practice, and whose unpacking
// ends by itself on damaged bytes.
var codecs = []format.CompressionCodec{format.Uncompressed, format.Snappy, format.Gzip, format.Zstd}

// snappy reports whether a page that is packed by Snappy says at its beginning
// no more than its header does.
func (f *File) snappy(at, packed, whole int64) bool {
	if packed <= 0 {
		return packed == 0
	}
	text := make([]byte, min(packed, binary.MaxVarintLen64))
	if _, err := f.from.ReadAt(text, at); err != nil {
		return false
	}
	n, read := binary.Uvarint(text)
	return read > 0 && n <= uint64(whole)
}

// header reads the header of a page and its length; 0 if there is none.
func (f *File) header(at, end int64) (header format.PageHeader, length int64) {
	for room := int64(headerRead); ; room *= 64 { // it may hold the least and the greatest text of the page
		text := make([]byte, min(room, end-at))
		if _, err := f.from.ReadAt(text, at); err != nil {
			return header, 0
		}
		var protocol thrift.CompactProtocol
		r := protocol.NewReaderFromBytes(text)
		header = format.PageHeader{}
		if err := thrift.NewDecoder(r).Decode(&header); err == nil {
			return header, int64(r.BytesRead())
		}
		if room >= end-at {
			return header, 0
		}
	}
}
