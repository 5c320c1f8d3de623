package workspace

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/study"
)

// fetched reads the envelopes that are here as they stand in the file.
func (r *rig) fetched(p *Project) []seal.Envelope {
	r.Helper()
	var all []seal.Envelope
	if _, err := eachLine(p.path(finishedName(1)...), func(e seal.Envelope) error { all = append(all, e); return nil }); err != nil {
		r.Fatal(err)
	}
	return all
}

// between stands between desk and field: it lets lines of envelopes through
// until there were enough and then holds the line, or cuts it.
type between struct {
	*httptest.Server
	lines atomic.Int64
	full  chan struct{} // closed when the line is held
}

func (r *rig) between(enough int64, cuts bool) *between {
	r.Helper()
	target, err := url.Parse(r.field.Address)
	if err != nil {
		r.Fatal(err)
	}
	b := &between{full: make(chan struct{})}
	proxy := httputil.NewSingleHostReverseProxy(target)
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if !strings.HasSuffix(req.URL.Path, "/envelopes") {
			proxy.ServeHTTP(w, req)
			return
		}
		answer := httptest.NewRecorder()
		proxy.ServeHTTP(answer, req)
		lines := bufio.NewScanner(answer.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if b.lines.Add(1) == enough {
				fmt.Fprint(w, lines.Text()[:40]) // not even a whole line
				w.(http.Flusher).Flush()
				close(b.full)
				if cuts {
					panic(http.ErrAbortHandler)
				}
				<-req.Context().Done()
				return
			}
			fmt.Fprintln(w, lines.Text())
		}
	}))
	r.Cleanup(func() { b.CloseClientConnections(); b.Close() })
	return b
}

func (r *rig) receiveMany(n int) {
	r.Helper()
	for i := range n {
		r.receive(fmt.Sprint("p", i), 18+i%60)
	}
}

// everyEnvelopeOnce syncs again and asserts that nothing is lost or doubled.
func (r *rig) everyEnvelopeOnce(n, before int) {
	r.Helper()
	p := r.project
	if s := r.sync(p); s.All != n || s.New != n-before || len(s.Breaks) > 0 {
		r.Errorf("after %d of %d were here, the next sync gives %+v", before, n, s)
	}
	for i, e := range r.fetched(p) {
		if e.Seq != int64(i+1) {
			r.Fatalf("line %d holds envelope %d", i+1, e.Seq)
		}
	}
}

func TestALineThatBreaksLosesNothing(t *testing.T) {
	r := newRig(t)
	r.receiveMany(60)
	b := r.between(41, true)
	if _, err := r.project.Sync(context.Background(), Field{Address: b.URL, Token: r.field.Token}, nil); err == nil {
		t.Fatal("a broken line is no error")
	}
	if here := len(r.fetched(r.project)); here != 40 {
		t.Errorf("40 envelopes came whole, and %d are here", here)
	}
	r.everyEnvelopeOnce(60, 40)
}

// TestMain syncs or seals anew in a process of its own if the test asks for
// one, so that it can be killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("SOJOURN_TEST_SYNC"); dir != "" {
		p, _, err := Open(dir)
		if err == nil {
			_, err = p.Sync(context.Background(), Field{Address: os.Getenv("SOJOURN_TEST_FIELD"), Token: "token"}, nil)
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) // only a kill is right
	}
	if dir := os.Getenv("SOJOURN_TEST_ANEW"); dir != "" {
		fmt.Fprintln(os.Stderr, anewByItself(dir))
		os.Exit(1) // only a kill is right
	}
	os.Exit(m.Run())
}

func TestASyncThatIsKilledGoesOnWhereItStopped(t *testing.T) {
	r := newRig(t)
	const n = batch + 120
	r.receiveMany(n)
	b := r.between(batch+61, false)
	sync := exec.Command(os.Args[0])
	sync.Env = append(os.Environ(), "SOJOURN_TEST_SYNC="+r.project.Dir, "SOJOURN_TEST_FIELD="+b.URL)
	var said bytes.Buffer
	sync.Stderr = &said
	if err := sync.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-b.full:
	case <-time.After(time.Minute):
		t.Fatalf("the sync did not get far enough: %s", said.String())
	}
	if err := sync.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := sync.Wait(); err == nil || said.Len() > 0 {
		t.Fatalf("the sync ended by itself: %v %s", err, said.String())
	}
	here := len(r.fetched(r.project))
	if here < batch {
		t.Errorf("of a batch of %d, which was durable, %d are here", batch, here)
	}
	r.everyEnvelopeOnce(n, here)
	if o := r.open(r.project); o.Finished != n || len(o.Refused) > 0 {
		t.Errorf("of %d envelopes %d open, %v", n, o.Finished, o.Refused)
	}
}

func TestALastLineThatWasCutShortIsFetchedAgain(t *testing.T) {
	r := newRig(t)
	r.receiveMany(3)
	r.sync(r.project)
	name := r.project.path(finishedName(1)...)
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, info.Size()-25); err != nil {
		t.Fatal(err)
	}
	r.everyEnvelopeOnce(3, 2)
}

func TestAFieldThatWasSetBackIsNamed(t *testing.T) {
	r := newRig(t)
	r.receiveMany(3)
	r.sync(r.project)
	older := newRig(t)
	older.key = r.key
	older.project = older.desk()
	older.receiveMany(2)
	all, err := r.project.Sync(context.Background(), older.field, nil)
	if err != nil || len(all[0].Breaks) != 1 || !strings.Contains(all[0].Breaks[0], "set back to an older state") {
		t.Errorf("a shorter chain gives %+v, %v", all, err)
	}
	older.receive("another", 40)
	all, err = r.project.Sync(context.Background(), older.field, nil)
	if err != nil || len(all[0].Breaks) != 1 || !strings.Contains(all[0].Breaks[0], "written anew") {
		t.Errorf("another chain of the same length gives %+v, %v", all, err)
	}
}

func TestProgressSaysOfHowMuch(t *testing.T) {
	r := newRig(t)
	r.receiveMany(5)
	var told []string
	show := func(w study.WaveID, done, of int) { told = append(told, fmt.Sprintf("wave %d: %d of %d", w, done, of)) }
	if _, err := r.project.Sync(context.Background(), r.field, show); err != nil {
		t.Fatal(err)
	}
	if _, err := r.project.OpenEnvelopes([]custody.Identity{r.key}, show); err != nil {
		t.Fatal(err)
	}
	if want := "wave 1: 5 of 5"; len(told) != 2 || told[0] != want || told[1] != want {
		t.Errorf("told: %v", told)
	}
}
