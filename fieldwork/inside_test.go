package fieldwork

// StaleWords is after which time words that waited are given to nobody.
const StaleWords = staleWords

// Ready is how many words wait for somebody who begins in Russian.
func (s *Service) Ready() int { return len(s.ready["ru"]) }
