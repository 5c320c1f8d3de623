package model

import "testing"

func TestADirectionSeparatesOnlyIfNobodyLosesByIt(t *testing.T) {
	for _, tt := range []struct {
		family Family
		y, a   float64
		want   bool
	}{
		{Binomial, 0, -1, true}, {Binomial, 0, 1, false}, {Binomial, 0, 0, true},
		{Binomial, 1, 1, true}, {Binomial, 1, -1, false},
		{Binomial, .5, 0, true}, {Binomial, .5, 1, false}, {Binomial, .5, -1, false},
		{Poisson, 0, -1, true}, {Poisson, 0, 1, false},
		{Poisson, 1, 1, false}, {Poisson, 1, -1, false}, {Poisson, 3, 0, true},
	} {
		s := &scoring{family: tt.family}
		if got := s.recedes(tt.y, tt.a, 1e-9); got != tt.want {
			t.Errorf("%s: moving %v along %v recedes: %v, want %v", tt.family, tt.y, tt.a, got, tt.want)
		}
	}
}
