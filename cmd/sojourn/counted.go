package main

import "sojourn/study"

// counted is [study.Counted], which almost every command says something with.
func counted(n int, noun string) string { return study.Counted(n, noun) }
