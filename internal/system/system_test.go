// Package system holds tests of the program as a whole: the real binary, its
// processes, its files.
package system

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// program is the path of the binary under test, built once.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "sojourn-system-")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "sojourn")
	flag.Parse()
	tags := ""
	if *profileDir != "" {
		tags = "profiled"
	}
	if out, err := exec.Command("go", "build", "-tags", tags, "-o", program, "sojourn/cmd/sojourn").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building the program: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// sojourn runs a command to its end and returns what it printed.
func sojourn(t testing.TB, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute) // the demo, on a busy machine
	defer cancel()
	out, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("sojourn %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// A server is a running "sojourn field".
type server struct {
	cmd    *exec.Cmd
	pages  string
	sync   string
	ended  chan error
	output *safeBuffer
}

// safeBuffer takes what a process prints while the test reads it.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

var addresses = regexp.MustCompile(`Respondents: (http://\S+)\s+Sync:\s+(http://\S+)`)

// serve starts a field on free ports and waits until it says where. Its keys
// need not have been tried.
func serve(t testing.TB, studyDir, dataDir, tmp string) *server {
	t.Helper()
	return serveWith(t, studyDir, dataDir, tmp, "--rehearsal")
}

// serveWith is serve with flags of the caller's.
func serveWith(t testing.TB, studyDir, dataDir, tmp string, flags ...string) *server {
	t.Helper()
	s := &server{output: &safeBuffer{}}
	s.cmd = exec.Command(program, append([]string{"field", studyDir, "--data", dataDir, "--listen", "127.0.0.1:0", "--staff", "127.0.0.1:0"}, flags...)...)
	s.cmd.Stdout, s.cmd.Stderr = s.output, s.output
	s.cmd.Env = append(os.Environ(), "TMPDIR="+tmp, "SOJOURN_PROFILE="+*profileDir)
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.ended = make(chan error, 1)
	go func() { s.ended <- s.cmd.Wait() }()
	t.Cleanup(func() { s.cmd.Process.Kill() })
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if m := addresses.FindStringSubmatch(s.output.String()); m != nil {
			s.pages, s.sync = m[1], m[2]
			return s
		}
		if len(s.ended) > 0 {
			break
		}
	}
	t.Fatalf("the field did not start:\n%s", s.output.String())
	return nil
}

// stop ends the field as an administrator would.
func (s *server) stop(t testing.TB) {
	t.Helper()
	s.cmd.Process.Signal(syscall.SIGTERM)
	if err := <-s.ended; err != nil {
		t.Errorf("the field ends with %v:\n%s", err, s.output.String())
	}
}

// kill ends the field as a power cut would.
func (s *server) kill(t *testing.T) {
	t.Helper()
	s.cmd.Process.Kill()
	var exit *exec.ExitError
	if err := <-s.ended; !errors.As(err, &exit) {
		t.Errorf("the field ended with %v", err)
	}
}

// write puts files under dir.
func write(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
