package history

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Replace puts data into a file, whole or not at all, and only if the file still
// holds what was read: somebody may have saved it meanwhile. The permissions of
// the file stay.
func Replace(name string, read, data []byte) error {
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	tmp, err := beside(name, data, mode)
	if err != nil {
		return err
	}
	defer os.Remove(tmp)
	now, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("history: %w", err)
	}
	if !bytes.Equal(now, read) {
		return ErrChanged
	}
	return moved(tmp, name)
}

// Create writes a file that is not there yet; one that is there stays, and the
// error is [fs.ErrExist].
func (k *Keeper) Create(name string, data []byte) error {
	path := k.path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("history: %w", err)
	}
	tmp, err := beside(path, data, 0o644)
	if err != nil {
		return err
	}
	defer os.Remove(tmp)
	if err := os.Link(tmp, path); err != nil { // unlike a rename, it fails where there is a file
		return fmt.Errorf("history: %w", err)
	}
	return nil
}

// whole writes a file of our own so that a reader sees the old one or the new.
func whole(name string, data []byte, mode fs.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("history: %w", err)
	}
	tmp, err := beside(name, data, mode)
	if err != nil {
		return err
	}
	defer os.Remove(tmp)
	return moved(tmp, name)
}

// beside writes data to a file in the same folder and gives its name.
func beside(name string, data []byte, mode fs.FileMode) (string, error) {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".sojourn-*")
	if err != nil {
		return "", fmt.Errorf("history: %w", err)
	}
	_, err = tmp.Write(data)
	if err = errors.Join(err, tmp.Chmod(mode), tmp.Sync(), tmp.Close()); err != nil {
		os.Remove(tmp.Name())
		return "", fmt.Errorf("history: writing %s: %w", filepath.Base(name), err)
	}
	return tmp.Name(), nil
}

// moved puts a written file in the place of another.
func moved(tmp, name string) error {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	if err := os.Rename(tmp, name); err != nil {
		return fmt.Errorf("history: %w", err)
	}
	return nil
}
