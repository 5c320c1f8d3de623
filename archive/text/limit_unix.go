//go:build unix

package text

import "syscall"

// limit keeps the child from taking more than two gigabytes of addresses and a
// minute of processor time.
func limit() {
	_ = syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: 60, Max: 60})
	_ = syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: 2 << 30, Max: 2 << 30})
}
