package fieldwork

// StaleWords is after which time words that waited are given to nobody.
const StaleWords = staleWords

// Attended is how many people are attended to at once.
func (s *Service) Attended() int { return cap(s.attention) }

// Ready is how many words wait for somebody who answers in Russian.
func (s *Service) Ready() int { return len(s.ready["ru"]) }
