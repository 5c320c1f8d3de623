package wacz

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// mostFile is what one file of a package may unpack to.
const mostFile = 1 << 30

// Check compares the files of a WACZ with the hashes that it states.
func Check(data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fmt.Errorf("wacz: this is no WACZ: %w", err)
	}
	described, err := content(z, "datapackage.json")
	if err != nil {
		return err
	}
	if text, err := content(z, "datapackage-digest.json"); err == nil {
		var d struct{ Hash string }
		if json.Unmarshal(text, &d) != nil || d.Hash != "sha256:"+hexHash(described) {
			return fmt.Errorf("wacz: the description is not the one whose hash is stated")
		}
	}
	var d datapackage
	if err := json.Unmarshal(described, &d); err != nil {
		return fmt.Errorf("wacz: the description is not understood: %w", err)
	}
	if len(d.Resources) == 0 {
		return fmt.Errorf("wacz: the description lists no file")
	}
	for _, r := range d.Resources {
		text, err := content(z, r.Path)
		if err != nil {
			return err
		}
		if r.Hash != "sha256:"+hexHash(text) || r.Bytes != len(text) {
			return fmt.Errorf("wacz: %s is not what the description states", r.Path)
		}
	}
	return nil
}

func content(z *zip.Reader, name string) ([]byte, error) {
	f, err := z.Open(name)
	if err != nil {
		return nil, fmt.Errorf("wacz: %s is missing", name)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostFile+1))
	if err != nil || len(text) > mostFile {
		return nil, fmt.Errorf("wacz: %s cannot be read", name)
	}
	return text, nil
}
