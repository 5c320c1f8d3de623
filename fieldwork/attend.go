package fieldwork

import (
	"context"
	"runtime"
)

// attendedPerProcessor is how many people are attended to at once by each
// processor: enough that one of them is served while another waits for the disk,
// and few enough that nobody's page is put off again and again by those that
// came later.
const attendedPerProcessor = 2

// attention is what those wait for in one line who want a page or send one.
// Where a crowd keeps all processors busy, everybody waits about as long. Who
// waits for words at the end of an interview keeps their place meanwhile, so
// that the pages before the end come no faster than words can be made for it.
type attention chan struct{}

func newAttention() attention {
	return make(attention, attendedPerProcessor*runtime.GOMAXPROCS(0))
}

// attend waits until it is somebody's turn; leave ends it. An error is that of ctx.
func (a attention) attend(ctx context.Context) (leave func(), err error) {
	select {
	case a <- struct{}{}:
		return func() { <-a }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
