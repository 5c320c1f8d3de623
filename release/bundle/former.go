package bundle

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"sojourn/format/parquet"
	"sojourn/release"
	"sojourn/study"
)

// Former reads of a bundle what a stranger has of it, so that a new release can
// be compared with it.
func Former(name string, bundle []byte) (release.Former, error) {
	broken := study.Problem{Severity: study.Error, Code: "release-former", Where: name, What: "this former release cannot be read, so nothing can be compared with it",
		Do: "bring it back from a backup, or remove it if it was never handed out"}
	archive, err := zip.NewReader(bytes.NewReader(bundle), int64(len(bundle)))
	if err != nil {
		return release.Former{}, broken
	}
	files := map[string][]byte{}
	for _, f := range archive.File {
		if f.Name == manifestName || f.Name == parquetName {
			if files[f.Name], err = unpacked(f); err != nil {
				return release.Former{}, broken
			}
		}
	}
	var m Manifest
	if err := json.Unmarshal(files[manifestName], &m); err != nil {
		return release.Former{}, broken
	}
	d, err := parquet.Read(bytes.NewReader(files[parquetName]), int64(len(files[parquetName])))
	if err != nil {
		return release.Former{}, broken
	}
	f := release.Former{ID: m.Release, Profile: m.Profile, K: m.K, L: m.L, Joins: m.Joins, Data: d, Keys: m.Keys, Asked: m.Asked, Sensitive: m.Sensitive, Times: map[string][][]string{}}
	for name, times := range m.Tables {
		for _, time := range times {
			f.Times[name] = append(f.Times[name], slices.Sorted(maps.Values(time)))
		}
	}
	return f, nil
}
