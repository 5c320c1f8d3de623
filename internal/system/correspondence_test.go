package system

import (
	"path/filepath"
	"testing"

	"sojourn/mailroom/posttest"
)

// A correspondence is a study whose people are written to: where its three sides
// keep their files, and the server that takes its letters.
type correspondence struct {
	root, study, data      string
	answersKey, contactKey string
	post                   *posttest.Server
	port                   int
}

// corresponding makes the study of the canaries with a server for its letters.
func corresponding(t *testing.T) *correspondence {
	t.Helper()
	c := &correspondence{root: t.TempDir(), post: &posttest.Server{}}
	c.study, c.data, c.contactKey = c.at("study"), c.at("data"), c.at("keys", "contact.key")
	c.answersKey, c.port = prepare(t, c.root, c.study), c.post.Serve(t)
	return c
}

// at is a place beside the study.
func (c *correspondence) at(parts ...string) string {
	return filepath.Join(append([]string{c.root}, parts...)...)
}

// from says how the desk reaches a field and opens what it gives.
func (c *correspondence) from(s *server) []string {
	return []string{"--field", s.sync, "--token", filepath.Join(c.data, "sync-token"), "--key", c.answersKey}
}

// mail runs a command of the mailroom for the second wave.
func (c *correspondence) mail(t *testing.T, command string, more ...string) string {
	t.Helper()
	return sojourn(t, append([]string{"mailroom", command, c.study, "--room", c.at("room"), "--wave", "2", "--key", c.contactKey}, more...)...)
}
