// Package judge finds the outside judges of tests: programs of others, modules
// that scripts/setup fetches, packages of R, and collections of cases that are no
// part of the project. Where one is not there it skips the test by its name. It
// judges nothing itself, and the product never imports it.
package judge

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Program is the path of a command, of those that scripts/setup fetched before
// those of the system.
func Program(t testing.TB, name string) string {
	t.Helper()
	if dir, err := fetched(); err == nil {
		if path, err := exec.LookPath(filepath.Join(dir, "bin", name)); err == nil {
			return path
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("skipped: %s is not there; run scripts/setup", name)
	}
	return path
}

// R is the path of Rscript, where R has the packages.
func R(t testing.TB, packages ...string) string {
	t.Helper()
	r := Program(t, "Rscript")
	for _, p := range packages {
		if exec.Command(r, "-e", "library("+p+")").Run() != nil {
			t.Skipf("skipped: the R package %s is not there; run scripts/setup", p)
		}
	}
	return r
}

// Python is the path of a Python that has the module: the first on the path, or
// the system's own, which alone sees the packages of the system.
func Python(t testing.TB, module string) string {
	t.Helper()
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if path, err := exec.LookPath(name); err == nil && exec.Command(path, "-c", "import "+module).Run() == nil {
			return path
		}
	}
	t.Skipf("skipped: the Python module %s is not there; run scripts/setup", module)
	return ""
}

// Fetched is the path of something in the folder of scripts/setup, such as
// "node_modules", "axe-core"; without parts the folder.
func Fetched(t testing.TB, parts ...string) string {
	t.Helper()
	dir, err := fetched()
	path := filepath.Join(append([]string{dir}, parts...)...)
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		t.Skipf("skipped: %s is not there; run scripts/setup", filepath.Base(path))
	}
	return path
}

func fetched() (string, error) {
	cache, err := os.UserCacheDir()
	return filepath.Join(cache, "sojourn-judges"), err
}

// Ask runs a program in a directory with an input and gives all that it says; a
// program that ends with an error fails the test.
func Ask(t testing.TB, dir, input, program string, args ...string) string {
	t.Helper()
	cmd := exec.Command(Program(t, program), args...)
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(input)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "PYTHONUTF8=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out[:min(len(out), 3000)])
	}
	return string(out)
}
