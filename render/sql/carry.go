package sql

import (
	"strings"

	"github.com/pgdraft/pgdraft/model"
)

// carry writes a statement that is carried verbatim so that it can run again:
// where that is possible behind a guard, so that nothing that rests on what it
// makes is in the way, else after what takes it back.
func carry(v *model.Verbatim) []string {
	switch {
	case outsideBlocks[v.What] || v.Undo != "" && repeatable(v.What):
		return []string{v.SQL}
	case v.Undo != "" && !strings.HasPrefix(v.What, "CREATE "), v.What == "CREATE RULE", v.What == "CREATE STATISTICS", v.What == "CREATE EVENT TRIGGER":
		return []string{v.Undo, v.SQL}
	case strings.HasPrefix(v.What, "CREATE ") && !strings.Contains(v.SQL, carried):
		return []string{"DO " + carried + "\nBEGIN\n  " + v.SQL +
			";\nEXCEPTION WHEN duplicate_object OR duplicate_function OR duplicate_table OR unique_violation THEN NULL;\nEND\n" + carried}
	}
	return []string{v.SQL}
}

// takeBack writes what takes a carried statement back. The family that an
// operator class got of its own stays when that goes, and goes after it.
func takeBack(v *model.Verbatim) []string {
	class, ok := strings.CutPrefix(v.Undo, "DROP OPERATOR CLASS ")
	if ok && !strings.Contains(v.Canonical, " FAMILY ") {
		return []string{v.Undo, "DROP OPERATOR FAMILY " + class}
	}
	return []string{v.Undo}
}

// repeatable tells whether a statement does the same a second time.
func repeatable(what string) bool {
	for _, head := range []string{"COMMENT ON", "GRANT", "REVOKE", "ALTER STATISTICS", "ALTER EVENT TRIGGER", "ALTER TABLE", "ALTER INDEX", "SECURITY LABEL"} {
		if strings.HasPrefix(what, head) {
			return true
		}
	}
	return false
}

// outsideBlocks are the statements that PostgreSQL runs in no transaction, and
// so in no DO block either.
var outsideBlocks = map[string]bool{"CREATE DATABASE": true, "CREATE TABLESPACE": true, "CREATE SUBSCRIPTION": true}

// carried is a dollar quote that statements do not hold.
const carried = "$carried$"
