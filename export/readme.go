package export

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/format/labelled"
	"sojourn/study"
)

// readme says what the files are, how an empty cell tells why it is empty, and
// what the formats made of what they cannot hold.
func (w *writer) readme() error {
	slices.SortFunc(w.files, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	return w.file("README.txt", func(out io.Writer) (study.Problems, error) {
		say := book.In(w.Language).Say
		b := bufio.NewWriter(out)
		put := func(format string, args ...any) { fmt.Fprintf(b, format+"\r\n", args...) }
		put("%s", w.Study.Title.In(w.Language))
		put("")
		put("%s", say("what", w.Data.Rows, len(w.Data.Columns), w.Cut))
		if w.Study.Synthetic {
			put("%s", say("synthetic"))
		}
		put("%s", w.Study.Population.In(w.Language))
		put("%s", w.Study.Sampling.In(w.Language))
		put("")
		put("%s", say("confidential"))
		put("")
		for _, f := range w.files {
			put("%-28s %s", f.Name, say("file."+kindOf(f.Name)))
		}
		if len(w.linked) > 0 {
			put("")
			put("%s", say("linked"))
			for _, t := range w.linked {
				put("  %s: %s", t.Name, say("linked.rows", t.Data.Rows))
			}
		}
		put("")
		put("%s", say("missing"))
		for i, m := range dataset.Reasons() {
			put("  %-15s -9%d   .%c   %s", m, i+1, 'a'+i, labelled.Reason(m, w.Language))
		}
		put("")
		put("%s", say("guard"))
		if len(w.problems) > 0 {
			put("")
			put("%s", say("altered"))
			for _, p := range w.problems {
				put("  %s", p.Error())
			}
		}
		return nil, b.Flush()
	})
}

// kindOf names the wording that describes a file.
func kindOf(name string) string {
	switch {
	case strings.HasSuffix(name, "-labels.csv"):
		return "labels"
	case strings.HasPrefix(name, "ddi-"):
		return "ddi"
	case strings.HasPrefix(name, "questions-"):
		return "questions"
	case strings.HasSuffix(name, "datapackage.json"):
		return "datapackage"
	}
	return strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])
}

// checksums writes what sha256sum --check reads.
func (w *writer) checksums() error {
	files := slices.Clone(w.files)
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	return w.file("SHA256SUMS", func(out io.Writer) (study.Problems, error) {
		for _, f := range files {
			if _, err := fmt.Fprintf(out, "%s  %s\n", f.Hash, f.Name); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
}
