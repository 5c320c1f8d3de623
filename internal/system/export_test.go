package system

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"sojourn/format/labelled/labelledtest"
	"sojourn/format/parquet"
	"sojourn/workspace"
)

// wideCut puts into a study folder a cut of 200 variables as a survey has them.
func wideCut(b *testing.B, dir string, rows int) {
	b.Helper()
	if out, err := exec.Command(program, "new", dir).CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	hash := strings.Repeat("a1", 32)
	var file bytes.Buffer
	if err := parquet.Write(&file, labelledtest.Wide(b, rows, 21), nil); err != nil {
		b.Fatal(err)
	}
	info, err := json.Marshal(workspace.CutInfo{Hash: hash, Rows: rows})
	if err != nil {
		b.Fatal(err)
	}
	cut := filepath.Join(dir, ".sojourn", "cuts", hash)
	if err := os.MkdirAll(cut, 0o700); err != nil {
		b.Fatal(err)
	}
	for name, text := range map[string][]byte{filepath.Join(cut, "data.parquet"): file.Bytes(), filepath.Join(cut, "cut.json"): info,
		filepath.Join(dir, ".sojourn", "cuts", "latest"): []byte(hash + "\n")} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			b.Fatal(err)
		}
	}
}

// highWater runs the program and returns the most kilobytes that it held at any
// time. It asks while the program runs, because what the system reports at the
// end counts the parent's memory in.
func highWater(b *testing.B, cmd *exec.Cmd) int {
	b.Helper()
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	peak := 0
	for {
		select {
		case err := <-ended:
			if err != nil {
				b.Fatalf("%v\n%s", err, said.String())
			}
			return peak
		case <-time.After(5 * time.Millisecond):
			status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid)) // gone when it has just ended
			if m := heldMost.FindSubmatch(status); m != nil {
				kB, _ := strconv.Atoi(string(m[1]))
				peak = max(peak, kB)
			}
		}
	}
}

var heldMost = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// BenchmarkExport measures the real program, from the cut on the disk to the
// files: its time and the most memory that it held.
func BenchmarkExport(b *testing.B) {
	sizes := []int{12_500, 50_000}
	if os.Getenv("SOJOURN_PROVE") != "" {
		sizes = append(sizes, 200_000, 1_000_000)
	}
	for _, rows := range sizes {
		dir := filepath.Join(b.TempDir(), "study")
		wideCut(b, dir, rows)
		for _, format := range []string{"csv", "parquet", "sav", "zsav", "dta", "xlsx"} {
			b.Run(fmt.Sprintf("%s/%d_rows_of_200", format, rows), func(b *testing.B) {
				peak, busy := 0, time.Duration(0)
				for b.Loop() {
					cmd := exec.Command(program, "export", dir, "--format", format, "--out", filepath.Join(b.TempDir(), "out"))
					peak = max(peak, highWater(b, cmd))
					busy += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
				}
				b.ReportMetric(busy.Seconds()/float64(b.N), "cpu-s/op") // of processors: what others run beside does not count
				b.ReportMetric(float64(peak)/1024, "MB")
			})
		}
	}
}
