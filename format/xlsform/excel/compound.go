package excel

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// signature begins every compound file ([MS-CFB] 2.2).
var signature = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}

// A compound is a compound file: a small file system inside a file, whose
// sectors are chained by an allocation table.
type compound struct {
	data       []byte
	sector     int // bytes of a sector
	mini       int // bytes of a sector of small streams
	cutoff     uint32
	fat        []uint32
	miniFAT    []uint32
	miniStream []byte
	entries    []entry
}

// An entry is a stream of the directory.
type entry struct {
	name  string
	kind  byte
	first uint32
	size  uint64
}

const (
	headerSize = 512
	lastSector = 0xFFFFFFFA // what is larger is no sector but an end
	rootEntry  = 5
	streamKind = 2
)

var little = binary.LittleEndian

// open reads the allocation tables and the directory.
func open(data []byte) (*compound, error) {
	if len(data) < headerSize || !bytes.HasPrefix(data, signature) {
		return nil, ErrNotExcel
	}
	sector, mini := little.Uint16(data[30:]), little.Uint16(data[32:])
	if sector != 9 && sector != 12 || mini != 6 {
		return nil, ErrFormat
	}
	f := &compound{data: data, sector: 1 << sector, mini: 1 << mini, cutoff: little.Uint32(data[56:])}
	if err := f.readFAT(); err != nil {
		return nil, err
	}
	directory, err := f.chain(little.Uint32(data[48:]))
	if err != nil {
		return nil, err
	}
	f.readDirectory(directory)
	return f, f.readMini()
}

// at is the content of a sector; nil outside the file.
func (f *compound) at(n uint32) []byte {
	start := (int64(n) + 1) * int64(f.sector)
	if n >= lastSector || start >= int64(len(f.data)) {
		return nil
	}
	return f.data[start:min(start+int64(f.sector), int64(len(f.data)))]
}

// readFAT collects the allocation table, whose own sectors are listed in the
// header and, beyond 109, in a chain of further lists ([MS-CFB] 2.5).
func (f *compound) readFAT() error {
	places := f.data[76:headerSize]
	next := little.Uint32(f.data[68:])
	for range len(f.data)/f.sector + 1 {
		for ; len(places) >= 4; places = places[4:] {
			if n := little.Uint32(places); n < lastSector {
				f.fat = append(f.fat, numbers(f.at(n))...)
			}
		}
		list := f.at(next)
		if len(list) < f.sector {
			return nil
		}
		places, next = list[:len(list)-4], little.Uint32(list[len(list)-4:])
		if len(f.fat) > len(f.data) {
			return ErrFormat
		}
	}
	return ErrFormat
}

func numbers(b []byte) []uint32 {
	var ns []uint32
	for ; len(b) >= 4; b = b[4:] {
		ns = append(ns, little.Uint32(b))
	}
	return ns
}

// chain joins the sectors that follow each other from the first on.
func (f *compound) chain(first uint32) ([]byte, error) {
	var joined []byte
	for n := first; n < lastSector; {
		part := f.at(n)
		if part == nil || int64(n) >= int64(len(f.fat)) || len(joined) > len(f.data) {
			return nil, ErrFormat
		}
		joined = append(joined, part...)
		n = f.fat[n]
	}
	return joined, nil
}

// readDirectory reads entries of 128 bytes each ([MS-CFB] 2.6).
func (f *compound) readDirectory(b []byte) {
	const size = 128
	for ; len(b) >= size; b = b[size:] {
		length := int(little.Uint16(b[64:]))
		if length < 2 || length > 64 {
			continue
		}
		units := make([]uint16, length/2-1)
		for i := range units {
			units[i] = little.Uint16(b[2*i:])
		}
		f.entries = append(f.entries, entry{string(utf16.Decode(units)), b[66], little.Uint32(b[116:]), little.Uint64(b[120:]) & 0xFFFFFFFF})
	}
}

// readMini reads what small streams lie in: it belongs to the root.
func (f *compound) readMini() error {
	table, err := f.chain(little.Uint32(f.data[60:]))
	if err != nil {
		return err
	}
	f.miniFAT = numbers(table)
	for _, e := range f.entries {
		if e.kind == rootEntry {
			f.miniStream, err = f.chain(e.first)
		}
	}
	return err
}

func (f *compound) has(name string) bool {
	for _, e := range f.entries {
		if e.kind == streamKind && e.name == name {
			return true
		}
	}
	return false
}

// stream gives a stream by its name; nil if there is none.
func (f *compound) stream(name string) ([]byte, error) {
	for _, e := range f.entries {
		if e.kind != streamKind || e.name != name {
			continue
		}
		read := f.chain
		if e.size < uint64(f.cutoff) {
			read = f.small
		}
		joined, err := read(e.first)
		if err != nil || uint64(len(joined)) < e.size {
			return nil, ErrFormat
		}
		return joined[:e.size:e.size], nil
	}
	return nil, nil
}

// small is chain for streams below the cutoff.
func (f *compound) small(first uint32) ([]byte, error) {
	var joined []byte
	for n := first; n < lastSector; {
		start := int64(n) * int64(f.mini)
		end := start + int64(f.mini)
		if end > int64(len(f.miniStream)) || int64(n) >= int64(len(f.miniFAT)) || len(joined) > len(f.miniStream) {
			return nil, ErrFormat
		}
		joined = append(joined, f.miniStream[start:end]...)
		n = f.miniFAT[n]
	}
	return joined, nil
}
