// Package seed holds the synthetic study: a study folder complete with
// instruments, rules, estimates and a memo, and made-up people whose answers
// give the tables that a real study of the kind has published.
//
// It knows the published numbers, how each of them is read as a share of which
// people's answers to which item, and how to allocate whole people so that
// these shares come out. It does not know any real person, and nothing it
// makes is a finding: every response says that it is synthetic. The same seed
// number gives the same people, byte for byte.
//
// Shares are allocated, not drawn: the people of a wave are divided into cells
// that the published groups do not cut, integers are found for each cell, and
// only who of a cell gives which answer is left to chance.
package seed

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v3"

	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/study"
)

//go:embed all:folder
var folder embed.FS

//go:embed data
var data embed.FS

// Study is the id of the synthetic study.
const Study study.ID = "exile-panel"

// Number is the seed number of the study as it is shown and tested: with it
// every fitted row of the published table comes out within its tolerance.
const Number uint64 = 1

// Waves is the number of its waves.
const Waves = 3

// Folder returns the files of the study folder by their paths, with the public
// halves of the given keys written into study.yaml.
func Folder(keys study.Keys) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(folder, "folder", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := folder.ReadFile(name)
		files[strings.TrimPrefix(name, "folder/")] = text
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("seed: %w", err)
	}
	written, err := yaml.Marshal(map[string]study.Keys{"keys": keys})
	if err != nil {
		return nil, fmt.Errorf("seed: keys: %w", err)
	}
	files[study.File] = bytes.Join([][]byte{files[study.File], written}, nil)
	return files, nil
}

// Instruments returns the questionnaires of the waves; index 0 is wave 1.
func Instruments() ([]*instrument.Instrument, error) {
	all := make([]*instrument.Instrument, Waves)
	for i := range all {
		in, err := readInstrument(fmt.Sprintf("folder/instrument/wave%d.md", i+1))
		if err != nil {
			return nil, err
		}
		all[i] = in
	}
	return all, nil
}

func readInstrument(name string) (*instrument.Instrument, error) {
	text, err := folder.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("seed: %w", err)
	}
	book, problems := xlsform.ReadMarkdown(strings.TrimPrefix(name, "folder/"), text)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	in, problems := xlsform.Instrument(book)
	return in, problems.Err()
}
