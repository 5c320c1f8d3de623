package passkey

import "errors"

// errCBOR says that bytes are not in the form that authenticators write. What
// is wrong with them is of use to nobody but somebody who tries.
var errCBOR = errors.New("passkey: this is not what an authenticator writes")

// Bounds of what is read: a registration with the widest key has some 20
// values, four deep.
const (
	maxDepth  = 4
	maxValues = 64
)

// The major types of RFC 8949, section 3.1.
const (
	unsigned = iota
	negative
	byteString
	textString
	array
	mapping
	tagged
	simple
)

// A reader reads CBOR as CTAP2 has it written (FIDO CTAP 2.1, section 8,
// canonical form): definite lengths, shortest numbers, no tags, no floating
// point, no key twice. Everything else is refused rather than understood.
type reader struct {
	data   []byte
	values int
}

// item reads one value: an int64, []byte, string, bool, nil, []any, or
// map[any]any whose keys are int64 or string.
func (r *reader) item(depth int) (any, error) {
	if r.values++; r.values > maxValues || depth > maxDepth {
		return nil, errCBOR
	}
	major, n, err := r.head()
	if err != nil {
		return nil, err
	}
	switch major {
	case unsigned:
		return int64(n), nil
	case negative:
		return -1 - int64(n), nil
	case byteString:
		return r.take(n)
	case textString:
		text, err := r.take(n)
		return string(text), err
	case array:
		return r.list(n, depth)
	case mapping:
		return r.table(n, depth)
	case simple:
		return simpleValue(n)
	}
	return nil, errCBOR
}

func simpleValue(n uint64) (any, error) {
	switch n {
	case 20:
		return false, nil
	case 21:
		return true, nil
	case 22:
		return nil, nil
	}
	return nil, errCBOR
}

// head reads the type of a value and its number or length.
func (r *reader) head() (major byte, n uint64, err error) {
	first, err := r.take(1)
	if err != nil {
		return 0, 0, err
	}
	major, short := first[0]>>5, first[0]&31
	if short < 24 {
		return major, uint64(short), nil
	}
	if short > 27 || major == simple { // indefinite, reserved; floating point
		return 0, 0, errCBOR
	}
	size := uint64(1) << (short - 24)
	digits, err := r.take(size)
	if err != nil {
		return 0, 0, err
	}
	for _, b := range digits {
		n = n<<8 | uint64(b)
	}
	least := map[uint64]uint64{1: 24, 2: 1 << 8, 4: 1 << 16, 8: 1 << 32}[size]
	if n < least || n > 1<<62 {
		return 0, 0, errCBOR
	}
	return major, n, nil
}

func (r *reader) take(n uint64) ([]byte, error) {
	if n > uint64(len(r.data)) {
		return nil, errCBOR
	}
	taken := r.data[:n:n]
	r.data = r.data[n:]
	return taken, nil
}

func (r *reader) list(n uint64, depth int) (any, error) {
	var all []any
	for range min(n, maxValues+1) {
		v, err := r.item(depth + 1)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

func (r *reader) table(n uint64, depth int) (any, error) {
	all := map[any]any{}
	for range min(n, maxValues+1) {
		key, err := r.item(depth + 1)
		if err != nil {
			return nil, err
		}
		switch key.(type) {
		case int64, string:
		default:
			return nil, errCBOR
		}
		if _, twice := all[key]; twice {
			return nil, errCBOR
		}
		if all[key], err = r.item(depth + 1); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// readMap reads a map at the beginning of data and gives what follows it.
func readMap(data []byte) (map[any]any, []byte, error) {
	r := &reader{data: data}
	v, err := r.item(0)
	if err != nil {
		return nil, nil, err
	}
	m, ok := v.(map[any]any)
	if !ok {
		return nil, nil, errCBOR
	}
	return m, r.data, nil
}
