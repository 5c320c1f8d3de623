package system

import (
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// waveTime is how long people keep coming in BenchmarkWave. 18,000 interviews
// are 30m of it.
var waveTime = flag.Duration("wave", time.Minute, "how long people keep coming in BenchmarkWave")

// BenchmarkWave has ten people a second begin an interview of twelve pages,
// whatever the server makes of it: who comes does not wait for who was there
// before. Each looks at a page for a second, so that more than a hundred answer
// at a time. It fails where one who has begun does not come to the end; those for
// whom there was no place to begin are counted.
func BenchmarkWave(b *testing.B) {
	const perSecond = 10
	root := b.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	prepare(b, root, studyDir)
	form := twelvePages()
	write(b, studyDir, map[string]string{"instrument/wave1.md": form})
	settings(b, studyDir, uncrowded)
	s := serve(b, studyDir, data, root)
	defer s.stop(b)
	d := newDriver(b, s, []byte(form), 1000)
	d.pause = 500 * time.Millisecond // before every request, and a page makes two
	before := s.used(b)
	b.ResetTimer()
	n := int(waveTime.Seconds() * perSecond)
	var people sync.WaitGroup
	var refused, lost atomic.Int64
	coming := time.NewTicker(time.Second / perSecond)
	defer coming.Stop()
	for range n {
		<-coming.C
		people.Go(func() {
			at, err := d.begin()
			if err != nil {
				refused.Add(1)
				return
			}
			if err := d.answer(at); err != nil {
				lost.Add(1)
				b.Log(err) // a method and a status, nothing of the answers
			}
		})
	}
	people.Wait()
	b.StopTimer()
	if lost.Load() > 0 {
		b.Errorf("%d of %d who had begun did not come to the end", lost.Load(), n)
	}
	b.ReportMetric(float64(n), "people")
	b.ReportMetric(float64(refused.Load()), "refused")
	d.report(b, s, s.used(b)-before, max(1, n-int(refused.Load())))
}

// twelvePages is a questionnaire of four questions a page.
func twelvePages() string {
	var f strings.Builder
	f.WriteString("## survey\n\n| type | name | label::English (en) | label::Русский (ru) |\n|---|---|---|---|\n")
	for page := range 12 {
		fmt.Fprintf(&f, "| begin_group | page%d | Page %[1]d | Страница %[1]d |\n", page+1)
		for q := range 3 {
			fmt.Fprintf(&f, "| select_one five | q%d_%d | How far do you agree that so it goes, part %[2]d? | Насколько вы согласны, что всё идёт своим чередом, часть %[2]d? |\n", page+1, q+1)
		}
		fmt.Fprintf(&f, "| integer | n%d | For how many months has it gone so? | Сколько месяцев так идёт? |\n| end_group | | | |\n", page+1)
	}
	f.WriteString("\n## choices\n\n| list_name | name | label::English (en) | label::Русский (ru) |\n|---|---|---|---|\n")
	for n, label := range []string{"not at all | вовсе нет", "rather not | скорее нет", "half | наполовину", "rather | скорее да", "fully | полностью"} {
		fmt.Fprintf(&f, "| five | %d | %s |\n", n+1, label)
	}
	f.WriteString("\n## settings\n\n| form_id | version | default_language |\n|---|---|---|\n| twelve | 1 | English (en) |\n")
	return f.String()
}
