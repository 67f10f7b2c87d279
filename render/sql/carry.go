package sql

import (
	"strings"

	"github.com/pgdraft/pgdraft/model"
)

// carry writes a statement that is carried verbatim so that it can run again.
func carry(v *model.Verbatim) []string {
	switch {
	case v.Undo != "":
		return []string{v.Undo, v.SQL}
	case outsideBlocks[v.What]:
		return []string{v.SQL}
	case strings.HasPrefix(v.What, "CREATE ") && !strings.Contains(v.SQL, carried):
		return []string{"DO " + carried + "\nBEGIN\n  " + v.SQL +
			";\nEXCEPTION WHEN duplicate_object OR duplicate_function OR duplicate_table OR unique_violation THEN NULL;\nEND\n" + carried}
	}
	return []string{v.SQL}
}

// outsideBlocks are the statements that PostgreSQL runs in no transaction, and
// so in no DO block either.
var outsideBlocks = map[string]bool{"CREATE DATABASE": true, "CREATE TABLESPACE": true, "CREATE SUBSCRIPTION": true}

// carried is a dollar quote that statements do not hold.
const carried = "$carried$"
