package store

import (
	"fmt"
	"sync/atomic"
	"testing"

	"sojourn/store/storetest"
)

// BenchmarkFinish measures durable envelopes of 8 kB with 64 people at once.
func BenchmarkFinish(b *testing.B) {
	db := openIn(b, newDir(b))
	defer db.Close()
	var next atomic.Int64
	b.SetParallelism(32) // times two processors
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			who := fmt.Sprintf("person%d", next.Add(1))
			if _, err := db.Finish(background, storetest.Draft(who, 1), large(who)); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "envelopes/s")
}

// BenchmarkSaveDraft measures durable savings of a page: a draft of 8 kB and
// its partial envelope of 8 kB.
func BenchmarkSaveDraft(b *testing.B) {
	db := openIn(b, newDir(b))
	defer db.Close()
	var next atomic.Int64
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		who := fmt.Sprintf("person%d", next.Add(1))
		for rev := 1; pb.Next(); rev++ {
			d := storetest.Partial(who, rev)
			d.Body, d.Partial.Body = large(who).Body, large(who).Body
			if err := db.SaveDraft(background, d); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "savings/s")
}
