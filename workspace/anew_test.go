package workspace

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/store"
)

// rotate makes the study list a new answers key and gives the change.
func (r *rig) rotate(p *Project) custody.Change {
	r.Helper()
	fresh, err := custody.NewIdentity(custody.Answers, "2022-06-01")
	if err != nil {
		r.Fatal(err)
	}
	name := filepath.Join(p.Dir, "study.yaml")
	text, err := os.ReadFile(name)
	if err != nil {
		r.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte(r.key.Public()), []byte(fresh.Public()))
	if err := os.WriteFile(name, text, 0o600); err != nil {
		r.Fatal(err)
	}
	again, _, err := Open(p.Dir)
	if err != nil {
		r.Fatal(err)
	}
	*p = *again
	to, err := fieldwork.Recipients(p.Study)
	if err != nil {
		r.Fatal(err)
	}
	c, err := custody.NewChange(to, fresh, r.key)
	if err != nil {
		r.Fatal(err)
	}
	r.key = fresh
	return c
}

func (r *rig) anew(p *Project, c custody.Change) Anew {
	r.Helper()
	all, err := p.SealAnew(context.Background(), r.field, c, false, nil)
	if err != nil {
		r.Fatal(err)
	}
	return all[0]
}

// atField are the envelopes that the field has.
func (r *rig) atField() []seal.Envelope {
	r.Helper()
	all, err := r.db.Envelopes(context.Background(), 1, 0, 10000)
	if err != nil {
		r.Fatal(err)
	}
	return all
}

// onlyThePresentKey asserts that desk and field have everything, and that the
// former key opens none of it.
func (r *rig) onlyThePresentKey(p *Project, old custody.Identity, n int) {
	r.Helper()
	for place, all := range map[string][]seal.Envelope{"here": r.fetched(p), "at the field": r.atField()} {
		if len(all) != n {
			r.Errorf("%d envelopes %s, want %d", len(all), place, n)
		}
		for _, e := range all {
			if e.Kind == seal.Withdrawn {
				continue
			}
			if _, _, err := custody.Open(e, r.key); err != nil {
				r.Fatalf("%s the present key: %v", place, err)
			}
			if _, _, err := custody.Open(e, old); !errors.Is(err, custody.ErrWrongKey) {
				r.Fatalf("%s the former key: %v", place, err)
			}
		}
	}
	if s := r.sync(p); len(s.Breaks) > 0 || s.New != 0 {
		r.Errorf("the sync after it: %+v", s)
	}
}

func TestAfterAKeyWasStolenEverythingIsSealedAnewAndTheChainHolds(t *testing.T) {
	r := newRig(t)
	r.receiveMany(30)
	r.sync(r.project)
	r.open(r.project)
	names := r.atField()
	r.withdraw("", names[4].Key)
	stolen := r.key
	c := r.rotate(r.project)
	r.receive("after the change", 40) // the field was started anew: sealed to the new key
	r.sync(r.project)
	r.forget(r.project)
	a := r.anew(r.project, c)
	if a.All != 30 || a.Here != 29 || a.Field != 29 || len(a.Refused) > 0 {
		t.Errorf("sealed anew: %+v", a)
	}
	r.onlyThePresentKey(r.project, stolen, 31)
	if o := r.open(r.project); o.New != 1 || o.Finished != 30 {
		t.Errorf("what was open before is opened again: %+v", o)
	}
	if a := r.anew(r.project, c); a.Here+a.Field+a.Partial != 0 {
		t.Errorf("the second time: %+v", a)
	}
	r.withdraw("", names[7].Key)
	if f := r.forget(r.project); f.Envelopes != 1 {
		t.Errorf("a withdrawal afterwards drops %+v", f)
	}
	if s := r.sync(r.project); len(s.Breaks) > 0 {
		t.Errorf("with a tombstone in the place of one: %+v", s)
	}
}

func TestABodyThatNoDeskSealedAnewIsNamed(t *testing.T) {
	r := newRig(t)
	r.receiveMany(3)
	c := r.rotate(r.project)
	r.sync(r.project)
	r.anew(r.project, c)
	// Somebody at the field seals answers of their own in the place of another's.
	e := r.atField()[1]
	forged, err := seal.Seal(mustHeader(t, e), []byte(`{"study":"small","wave":1}`), c.To)
	if err != nil {
		t.Fatal(err)
	}
	e.Body = forged.Body
	if _, err := r.db.SealAnew(t.Context(), []seal.Envelope{e}); err != nil {
		t.Fatal(err)
	}
	late := r.desk()
	log, err := os.ReadFile(r.project.path(anewFile))
	if err != nil {
		t.Fatal(err)
	}
	if s := r.sync(late); len(s.Breaks) != 1 || !strings.Contains(s.Breaks[0], "3 envelopes from number 1 on") {
		t.Errorf("a desk without the list: %q", s.Breaks)
	}
	if err := os.WriteFile(late.path(anewFile), log, 0o600); err != nil {
		t.Fatal(err)
	}
	if s := r.sync(late); len(s.Breaks) != 1 || !strings.Contains(s.Breaks[0], "1 envelope from number 2 on") {
		t.Errorf("a desk with the list: %q", s.Breaks)
	}
}

func mustHeader(t *testing.T, e seal.Envelope) seal.Header {
	t.Helper()
	h, err := seal.ParseHeader(e.Header)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestAFieldSetBackToOldCiphertextIsSealedAnewOnceMore(t *testing.T) {
	r := newRig(t)
	r.receiveMany(4)
	backup, to := filepath.Join(t.TempDir(), "backup"), filepath.Join(t.TempDir(), "restored")
	if err := r.db.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	stolen := r.key
	c := r.rotate(r.project)
	r.sync(r.project)
	r.anew(r.project, c)
	if err := store.Restore(t.Context(), backup, to, store.Erased{}); err != nil {
		t.Fatal(err)
	}
	r.serve(to)
	if a := r.anew(r.project, c); a.Here != 0 || a.Field != 4 {
		t.Errorf("after the restore: %+v", a)
	}
	r.onlyThePresentKey(r.project, stolen, 4)
}

func TestAfterARecoveryKeyWasLostEverythingIsSealedAnewOnce(t *testing.T) {
	r := newRig(t)
	r.receiveMany(3)
	r.sync(r.project)
	to, err := fieldwork.Recipients(r.project.Study)
	if err != nil {
		t.Fatal(err)
	}
	c, err := custody.NewChange(to, r.key) // the lost one is nowhere to be tried
	if err != nil {
		t.Fatal(err)
	}
	if a := r.anew(r.project, c); a.Here != 0 {
		t.Errorf("as far as the key tells, nothing is to be done: %+v", a)
	}
	for _, want := range []int{3, 0} {
		all, err := r.project.SealAnew(t.Context(), r.field, c, true, nil)
		if err != nil || all[0].Here != want || all[0].Field != want {
			t.Errorf("%+v, %v; want %d", all, err, want)
		}
	}
}

// killer stands between desk and field and counts requests that bring bodies;
// the n-th and later ones wait.
func (r *rig) killer(n int64) (address string, full chan struct{}) {
	r.Helper()
	target, err := url.Parse(r.field.Address)
	if err != nil {
		r.Fatal(err)
	}
	full = make(chan struct{})
	var seen atomic.Int64
	proxy := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if strings.HasSuffix(req.URL.Path, "/anew") {
			if k := seen.Add(1); k >= n {
				proxy.ServeHTTP(httptest.NewRecorder(), req) // done at the field, and the answer never comes
				if k == n {
					close(full)
				}
				<-req.Context().Done()
				return
			}
		}
		proxy.ServeHTTP(w, req)
	}))
	r.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	return server.URL, full
}

func TestSealingAnewThatIsKilledIsStartedAgain(t *testing.T) {
	r := newRig(t)
	const n = 5*together + 3
	r.receiveMany(n)
	stolen := r.key
	c := r.rotate(r.project)
	r.sync(r.project)
	keys := filepath.Join(t.TempDir(), "keys")
	var file bytes.Buffer
	if err := errors.Join(r.key.Write(&file), os.WriteFile(keys+"1", file.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	file.Reset()
	if err := errors.Join(stolen.Write(&file), os.WriteFile(keys+"2", file.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, after := range []int64{1, 3} {
		address, full := r.killer(after)
		run := exec.Command(os.Args[0])
		run.Env = append(os.Environ(), "SOJOURN_TEST_ANEW="+r.project.Dir, "SOJOURN_TEST_FIELD="+address, "SOJOURN_TEST_KEYS="+keys)
		var said bytes.Buffer
		run.Stderr = &said
		if err := run.Start(); err != nil {
			t.Fatal(err)
		}
		select {
		case <-full:
		case <-time.After(time.Minute):
			t.Fatalf("it did not get far enough: %s", said.String())
		}
		if err := run.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := run.Wait(); err == nil || said.Len() > 0 {
			t.Fatalf("it ended by itself: %v %s", err, said.String())
		}
	}
	if a := r.anew(r.project, c); a.Field == 0 || a.Field > n-3*together {
		t.Errorf("after two kills: %+v", a)
	}
	r.onlyThePresentKey(r.project, stolen, n)
}

// anewByItself is the process that is killed.
func anewByItself(dir string) error {
	p, _, err := Open(dir)
	if err != nil {
		return err
	}
	var keys []custody.Identity
	for _, n := range []string{"1", "2"} {
		file, err := os.Open(os.Getenv("SOJOURN_TEST_KEYS") + n)
		if err != nil {
			return err
		}
		key, err := custody.Read(file)
		if err != nil {
			return err
		}
		keys = append(keys, key)
	}
	to, err := fieldwork.Recipients(p.Study)
	if err != nil {
		return err
	}
	c, err := custody.NewChange(to, keys...)
	if err != nil {
		return err
	}
	_, err = p.SealAnew(context.Background(), Field{Address: os.Getenv("SOJOURN_TEST_FIELD"), Token: "token"}, c, false, nil)
	return fmt.Errorf("sealing anew ended: %w", err)
}
