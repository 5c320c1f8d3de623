package system

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// TestWhoHasBegunFinishesWhileTenTimesTooManyWantToBegin floods the field with
// newcomers who never wait, many times as many as two processors can serve,
// while people who began before go on. All of these come to the end and none is
// told to wait. Of the newcomers some get a page of waiting, and those for whom
// there is no place are told when to come back.
func TestWhoHasBegunFinishesWhileTenTimesTooManyWantToBegin(t *testing.T) {
	const begun, crowd = 20, 300
	root := t.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	prepare(t, root, studyDir)
	form := twelvePages()
	write(t, studyDir, map[string]string{"instrument/wave1.md": form})
	s := serve(t, studyDir, data, root)
	d := newDriver(t, s, []byte(form), begun)
	d.pause = 50 * time.Millisecond
	var begins, all sync.WaitGroup
	begins.Add(begun)
	flooded := make(chan struct{})
	for range begun {
		all.Go(func() {
			at, err := d.begin()
			begins.Done()
			<-flooded
			if err == nil {
				err = d.answer(at)
			}
			if err != nil {
				t.Errorf("somebody who had begun does not come to the end: %v", err)
			}
		})
	}
	begins.Wait()
	f := &flood{base: s.pages, over: make(chan struct{})}
	began := time.Now()
	var newcomers sync.WaitGroup
	for range crowd {
		newcomers.Go(func() { f.press(t) })
	}
	time.Sleep(time.Second) // the flood stands
	d.took = nil
	close(flooded)
	all.Wait()
	if os.Getenv("SOJOURN_PROVE") != "" {
		time.Sleep(30 * time.Second)
	}
	close(f.over)
	newcomers.Wait()
	slices.Sort(d.took)
	t.Logf("%d newcomers a second in %.0f s: %d told when to come back, %d shown a page of waiting, %d begun; %d of %d who had begun finished, 95 %% of their requests within %v",
		f.total()/int(time.Since(began).Seconds()+1), time.Since(began).Seconds(), f.refused, f.waiting, f.begun, begun, begun, d.took[len(d.took)*95/100])
	if f.refused == 0 || f.other > 0 || f.unsaid > 0 {
		t.Errorf("%d newcomers are told to come back, %d of them not when, and %d get something else", f.refused, f.unsaid, f.other)
	}
	s.stop(t)
}

// A flood is what becomes of newcomers.
type flood struct {
	base string
	over chan struct{}

	mu                                     sync.Mutex
	refused, unsaid, waiting, begun, other int
}

func (f *flood) total() int { return f.refused + f.waiting + f.begun + f.other }

// press begins again and again, as one who would not hear.
func (f *flood) press(t *testing.T) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1, DisableCompression: true}, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	for {
		select {
		case <-f.over:
			return
		default:
		}
		home, err := client.Get(f.base + "/?lang=ru")
		if !f.count(t, home, err, false) {
			continue
		}
		content, _ := io.ReadAll(home.Body)
		home.Body.Close()
		form := url.Values{"lang": {"ru"}}
		for _, field := range consentFields.FindAllStringSubmatch(string(content), -1) {
			form.Set(field[1], field[2])
		}
		if start, err := client.PostForm(f.base+"/start", form); f.count(t, start, err, true) {
			io.Copy(io.Discard, start.Body)
			start.Body.Close()
		}
	}
}

// count notes an answer, and reports whether it is a page.
func (f *flood) count(t *testing.T, r *http.Response, err error, consent bool) bool {
	if err != nil {
		t.Errorf("a newcomer gets no answer: %v", err)
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case r.StatusCode == http.StatusServiceUnavailable:
		f.refused++
		if seconds, err := strconv.Atoi(r.Header.Get("Retry-After")); err != nil || seconds < 5 || seconds > 30 {
			f.unsaid++
		}
		io.Copy(io.Discard, r.Body)
		r.Body.Close()
		return false
	case r.StatusCode == http.StatusOK && r.Header.Get("Refresh") != "":
		f.waiting++
	case r.StatusCode == http.StatusSeeOther && consent:
		f.begun++
	case r.StatusCode != http.StatusOK:
		f.other++
	}
	return true
}
