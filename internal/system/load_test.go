package system

import (
	"compress/gzip"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/seal"
)

// BenchmarkInterviews plays whole interviews of 40 questions on six pages
// against the real program, 32 at once and without a pause, and measures what
// they cost the server: every page is saved, sealed and durable before the next
// is shown. The driver runs on the same machine; what it costs is not the
// server's and is told apart. Of cpu-ms/interview, cpu-ms/locker is for the six
// words, on purpose.
func BenchmarkInterviews(b *testing.B) { interviews(b, 0) }

// BenchmarkInterviewsAtLeisure is the same with a second between the requests
// of each of the 32, which is still far faster than anybody reads.
func BenchmarkInterviewsAtLeisure(b *testing.B) { interviews(b, time.Second) }

func interviews(b *testing.B, pause time.Duration) {
	root := b.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	prepare(b, root, studyDir)
	form, err := os.ReadFile("testdata/survey40.md")
	if err != nil {
		b.Fatal(err)
	}
	write(b, studyDir, map[string]string{"instrument/wave1.md": string(form)})
	settings(b, studyDir, uncrowded)
	s := serve(b, studyDir, data, root)
	defer s.stop(b)
	d := newDriver(b, s, form, atOnce)
	if err := d.interview(); err != nil { // warms up
		b.Fatal(err)
	}
	first, whole := d.first, d.bytes.Load()
	d.took, d.last, d.pause = nil, nil, pause
	profiled := s.profile(b)
	before, driven := s.settled(b), spent()
	b.ResetTimer()
	d.crowd(b)
	b.StopTimer()
	driven = spent() - driven
	after := s.settled(b)
	b.ReportMetric(driven.Seconds()/float64(b.N)*1000, "cpu-ms/driver")
	profiled()
	b.ReportMetric(float64(first), "B/first-page")
	b.ReportMetric(float64(whole), "B/interview")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "interviews/s")
	d.report(b, s, after-before, b.N)
}

// report tells what so many interviews took.
func (d *driver) report(b *testing.B, s *server, used time.Duration, interviews int) {
	slices.Sort(d.took)
	slices.Sort(d.last)
	b.ReportMetric(used.Seconds()/float64(interviews)*1000, "cpu-ms/interview")
	b.ReportMetric(locker(b).Seconds()*1000, "cpu-ms/locker")
	b.ReportMetric(d.took[len(d.took)*95/100].Seconds()*1000, "p95-ms/request")
	b.ReportMetric(d.took[len(d.took)/2].Seconds()*1000, "p50-ms/request")
	b.ReportMetric(d.last[len(d.last)*95/100].Seconds()*1000, "p95-ms/last-page")
	b.ReportMetric(float64(s.peak(b))/(1<<20), "peak-MB")
}

// atOnce is how many people answer at the same time.
const atOnce = 32

// filled are the forms of the pages, each question answered.
func filled(b testing.TB, form []byte) []url.Values {
	b.Helper()
	wb, problems := xlsform.ReadMarkdown("survey40.md", form)
	in, more := xlsform.Instrument(wb)
	if err := append(problems, more...).Err(); err != nil {
		b.Fatal(err)
	}
	var pages []url.Values
	for _, p := range in.Pages {
		page := url.Values{"do": {"next"}}
		for _, i := range p.Items {
			switch i.Type {
			case instrument.SelectOne:
				page.Set(i.Name, i.Codes.Categories[0].Code)
			case instrument.SelectMultiple:
				page[i.Name] = []string{i.Codes.Categories[0].Code, i.Codes.Categories[2].Code}
			case instrument.Integer:
				page.Set(i.Name, "24")
			case instrument.Text:
				page.Set(i.Name, "So it goes, and on it goes, as things do.")
			}
		}
		pages = append(pages, page)
	}
	return pages
}

// A driver answers like a browser, with as little work as it can.
type driver struct {
	base   string
	client *http.Client
	pages  []url.Values
	first  int64 // bytes of the first page, as it travels
	bytes  atomic.Int64
	pause  time.Duration // before every request
	mu     sync.Mutex
	took   []time.Duration
	last   []time.Duration // of the last page of each interview, which needs words
}

// uncrowded lets the driver, which is one burst, begin like everybody else.
const uncrowded = "crowd: {ask: nothing, burst: 1000000}"

// newDriver answers a form, over so many connections at most.
func newDriver(t testing.TB, s *server, form []byte, connections int) *driver {
	t.Helper()
	return &driver{base: s.pages, pages: filled(t, form), client: &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// crowd plays b.N interviews.
func (d *driver) crowd(b *testing.B) {
	var left atomic.Int64
	left.Store(int64(b.N))
	var people sync.WaitGroup
	for range atOnce {
		people.Go(func() {
			for left.Add(-1) >= 0 {
				if err := d.interview(); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	people.Wait()
}

var consentFields = regexp.MustCompile(`name="(secret|draft|consent)" value="([^"]*)"`)

// interview goes from the first page to the receipt.
func (d *driver) interview() error {
	at, err := d.begin()
	if err != nil {
		return err
	}
	return d.answer(at)
}

// begin agrees, and says where the first page of questions is.
func (d *driver) begin() (string, error) {
	home, _, err := d.send(http.MethodGet, "/?lang=ru", nil)
	if err != nil {
		return "", err
	}
	form := url.Values{"lang": {"ru"}}
	for _, field := range consentFields.FindAllStringSubmatch(home, -1) {
		form.Set(field[1], field[2])
	}
	_, at, err := d.send(http.MethodPost, "/start", form)
	return at, err
}

// answer goes from a page of questions to the receipt.
func (d *driver) answer(at string) error {
	for n := 0; ; n++ {
		shown, _, err := d.send(http.MethodGet, at, nil)
		if err != nil {
			return err
		}
		if strings.HasSuffix(at, "/done") {
			if !strings.Contains(shown, `id="receipt"`) {
				return errors.New("the last page has no receipt")
			}
			return nil
		}
		if n >= len(d.pages) {
			return fmt.Errorf("page %d is one too many", n+1)
		}
		if _, at, err = d.send(http.MethodPost, at, d.pages[n]); err != nil {
			return err
		}
	}
}

// send makes one request and returns the page and where it leads.
func (d *driver) send(method, address string, form url.Values) (page, next string, err error) {
	r, err := http.NewRequest(method, d.base+address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", "", err
	}
	r.Header.Set("Accept-Encoding", "gzip")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	time.Sleep(d.pause)
	began := time.Now()
	resp, err := d.client.Do(r)
	if err != nil {
		return "", "", err
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	took := time.Since(began)
	if err != nil || resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusSeeOther {
		return "", "", fmt.Errorf("%s answered %d, %v", method, resp.StatusCode, err)
	}
	if d.bytes.Add(int64(len(content))) == int64(len(content)) {
		d.first = int64(len(content))
	}
	d.mu.Lock()
	d.took = append(d.took, took)
	if strings.HasSuffix(resp.Header.Get("Location"), "/done") {
		d.last = append(d.last, took)
	}
	d.mu.Unlock()
	if resp.Header.Get("Content-Encoding") == "gzip" && (strings.HasPrefix(address, "/?") || strings.HasSuffix(address, "/done")) {
		z, err := gzip.NewReader(strings.NewReader(string(content)))
		if err != nil {
			return "", "", err
		}
		if content, err = io.ReadAll(z); err != nil {
			return "", "", err
		}
	}
	return string(content), resp.Header.Get("Location"), nil
}

// locker is the processor time of finding one locker while as many are sought
// as there are processors, which share a memory, as in a field under load.
func locker(b *testing.B) time.Duration {
	b.Helper()
	phrase, err := seal.NewPhrase("en", rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	const times = 20
	before := spent()
	var seekers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		seekers.Go(func() {
			for range times {
				phrase.Locker("measured")
			}
		})
	}
	seekers.Wait()
	return (spent() - before) / time.Duration(times*runtime.GOMAXPROCS(0))
}

// spent is the processor time that this process has taken so far.
func spent() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u) // fails on no kind of process that there is
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// used is the processor time that the server has taken so far (proc(5), stat).
func (s *server) used(b *testing.B) time.Duration {
	b.Helper()
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		b.Skip("there is no /proc to read the server's processor time from")
	}
	fields := strings.Fields(string(line[strings.LastIndexByte(string(line), ')')+1:]))
	var ticks int64
	for _, f := range fields[11:13] { // utime and stime
		n, _ := strconv.ParseInt(f, 10, 64)
		ticks += n
	}
	const perSecond = 100 // USER_HZ on every Linux of today
	return time.Duration(ticks) * time.Second / perSecond
}

// settled is used once the server has nothing more to do, such as to make ready
// the words that were taken.
func (s *server) settled(b *testing.B) time.Duration {
	b.Helper()
	used := s.used(b)
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		time.Sleep(500 * time.Millisecond)
		now := s.used(b)
		if now-used <= 10*time.Millisecond {
			return now
		}
		used = now
	}
	b.Fatal("the field does not come to rest")
	return 0
}

var peakLine = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peak is the most memory that the server has had, in bytes.
func (s *server) peak(b *testing.B) int64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	m := peakLine.FindSubmatch(status)
	if err != nil || m == nil {
		b.Fatal("the server's memory is not told")
	}
	n, _ := strconv.ParseInt(string(m[1]), 10, 64)
	return n << 10
}
