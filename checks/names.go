package checks

import "strings"

// HasToken tells whether one of the words of a snake_case name is among
// words; a word of several tokens, "api_key", must match in a row.
func HasToken(name string, words []string) bool {
	name = "_" + strings.ToLower(name) + "_"
	for _, w := range words {
		if strings.Contains(name, "_"+w+"_") {
			return true
		}
	}
	return false
}
