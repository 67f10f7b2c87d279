package catalog

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestVersions holds servers outside of what is known to saying so: one that is
// newer is read as the newest known, and what that leaves out is said.
func TestVersions(t *testing.T) {
	for _, tt := range []struct {
		version        int
		refused, warns bool
	}{{12, true, false}, {Oldest, false, false}, {Newest, false, false}, {Newest + 1, false, true}, {99, false, true}} {
		r := &reader{source: "the server", version: tt.version, versionText: strconv.Itoa(tt.version) + ".1"}
		err := r.checkVersion()
		if (err != nil) != tt.refused {
			t.Errorf("version %d: %v", tt.version, err)
		}
		if (len(r.diagnostics) > 0) != tt.warns || tt.warns && !strings.Contains(r.diagnostics[0].String(), "newer than pgdraft knows") {
			t.Errorf("version %d: %v", tt.version, r.diagnostics)
		}
	}
	if !slices.Equal(queries(Newest), queries(Newest+1)) {
		t.Error("a server newer than known is not asked what the newest known one is")
	}
}
