package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sojourn/export"
	"sojourn/study"
)

// sums is the file in which an export lists what it wrote.
const sums = "SHA256SUMS"

// formerExport is what an export before listed in a folder, hash by name;
// empty where there was none.
func formerExport(dir string) map[string]string {
	listed := map[string]string{}
	file, err := os.Open(filepath.Join(dir, sums))
	if err != nil {
		return listed
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		hash, name, ok := strings.Cut(lines.Text(), "  ")
		if ok && filepath.Base(name) == name {
			listed[name] = hash
		}
	}
	return listed
}

// clearFormer removes the files that the export before wrote and this one did
// not: they may hold somebody who has withdrawn since. What anybody else put or
// changed there is not touched and is named.
func clearFormer(c console, dir string, before map[string]string, files []export.File) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return cannotWrite(dir)
	}
	var foreign []string
	for _, e := range entries {
		name, path := e.Name(), filepath.Join(dir, e.Name())
		if name == sums || slices.ContainsFunc(files, func(f export.File) bool { return f.Name == name }) {
			continue
		}
		if hash := before[name]; hash == "" || !e.Type().IsRegular() || hash != hashOf(path) {
			foreign = append(foreign, name)
			continue
		}
		if err := os.Remove(path); err != nil {
			return study.Problem{Where: path, What: "a former export wrote this file, and it cannot be removed: " + plainCause(err), Do: "remove it; it may hold people who have withdrawn"}
		}
		c.printf("%s of the export before is removed\n", name)
	}
	if n := len(foreign); n > 0 {
		const most = 8
		warn(c, study.Problems{{Severity: study.Warning, Where: dir, What: fmt.Sprintf("not of this export: %s", firstOf(foreign, most)),
			Do: "look at them before you pass the folder on; " + sums + " does not list them"}})
	}
	return nil
}

// firstOf names the first of names and counts the others.
func firstOf(names []string, most int) string {
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// hashOf is the SHA-256 of a file in hexadecimal digits; empty if it cannot be read.
func hashOf(name string) string {
	file, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return ""
	}
	return hex.EncodeToString(sum.Sum(nil))
}
