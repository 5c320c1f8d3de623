package workspace

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sojourn/seal"
	"sojourn/study"
)

// A Field is the desk's way to the field's sync address.
type Field struct {
	Address string // such as "http://127.0.0.1:8081"
	Token   string
	Client  *http.Client // nil: one with a timeout of its own
}

// envelopes asks for the finished envelopes of a wave after a place in its
// chain and hands each to take.
func (f Field) envelopes(ctx context.Context, w study.WaveID, after int64, limit int, take func(seal.Envelope) error) error {
	q := url.Values{"after": {strconv.FormatInt(after, 10)}, "limit": {strconv.Itoa(limit)}}
	return f.stream(ctx, fmt.Sprintf("/sync/waves/%d/envelopes?%s", w, q.Encode()), take)
}

// partials asks for the partial envelopes of drafts that are not finished.
func (f Field) partials(ctx context.Context, w study.WaveID, after string, limit int, take func(seal.Envelope) error) error {
	q := url.Values{"after": {after}, "limit": {strconv.Itoa(limit)}}
	return f.stream(ctx, fmt.Sprintf("/sync/waves/%d/partials?%s", w, q.Encode()), take)
}

// heads asks how far the chain of each wave reaches.
func (f Field) heads(ctx context.Context) (map[study.WaveID]seal.Chain, error) {
	body, err := f.get(ctx, "/sync/head")
	if err != nil {
		return nil, err
	}
	defer body.Close()
	heads := map[study.WaveID]seal.Chain{}
	dec := json.NewDecoder(body)
	for {
		var c seal.Chain
		switch err := dec.Decode(&c); {
		case errors.Is(err, io.EOF):
			return heads, nil
		case err != nil:
			return nil, fmt.Errorf("workspace: the field's answer breaks off: %w", err)
		}
		heads[c.Wave] = c
	}
}

// stream reads envelopes, one JSON document a line.
func (f Field) stream(ctx context.Context, path string, take func(seal.Envelope) error) error {
	body, err := f.get(ctx, path)
	if err != nil {
		return err
	}
	defer body.Close()
	dec := json.NewDecoder(bufio.NewReader(body))
	for {
		var e seal.Envelope
		switch err := dec.Decode(&e); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("workspace: the field's answer breaks off: %w", err)
		}
		if err := take(e); err != nil {
			return err
		}
	}
}

func (f Field) get(ctx context.Context, path string) (io.ReadCloser, error) {
	return f.send(ctx, http.MethodGet, path, nil)
}

// send asks the field for something and returns its answer, or says in a
// sentence why there is none.
func (f Field) send(ctx context.Context, method, path string, body io.Reader) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(f.Address, "/")+path, body)
	if err != nil {
		return nil, study.Problem{Severity: study.Error, Code: "field-address", Where: "field", What: "the address of the field cannot be used",
			Do: "give it as http://127.0.0.1:8081"}
	}
	req.Header.Set("Authorization", "Bearer "+f.Token)
	client := f.Client
	if client == nil {
		client = &http.Client{Timeout: 2 * time.Minute}
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, study.Problem{Severity: study.Error, Code: "field-unreachable", Where: "field",
			What: "the field does not answer at " + f.Address, Do: "check that it runs and that the address is its sync address"}
	}
	if resp.StatusCode == http.StatusOK || resp.StatusCode == http.StatusNoContent {
		return resp.Body, nil
	}
	resp.Body.Close()
	if resp.StatusCode == http.StatusUnauthorized {
		return nil, study.Problem{Severity: study.Error, Code: "field-token", Where: "field", What: "the field refused the sync token",
			Do: "use the file sync-token in the field's data folder"}
	}
	if resp.StatusCode == http.StatusNotFound {
		return nil, study.Problem{Severity: study.Error, Code: "field-address", Where: "field", What: "there is nothing to sync at " + f.Address,
			Do: "use the address that the field prints after \"Sync\", not that of the respondents' pages"}
	}
	return nil, study.Problem{Severity: study.Error, Code: "field-answer", Where: "field",
		What: fmt.Sprintf("the field answered with status %d", resp.StatusCode), Do: "try again; look at the field's own messages"}
}
