package checks

import (
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model"
)

// GuessKind tells what a table is for: as the architect set it, else as it
// looks.
func (p *Pass) GuessKind(t *model.Table) model.Kind {
	if t.Kind != "" {
		return t.Kind
	}
	switch {
	case t.Name == p.Settings.Root():
		return model.KindTenantRoot
	case !p.Settings.Exposed(t.Name.Schema):
		return model.KindSystem
	case isLog(t.Name.Name):
		return model.KindLog
	case isJoin(t):
		return model.KindJoin
	case t.Column(p.Settings.TenantColumn) != nil:
		return model.KindTenant
	case p.isChild(t):
		return model.KindChild
	}
	return model.KindTenant
}

func isLog(name string) bool {
	for _, word := range []string{"log", "logs", "history", "events", "audit"} {
		if name == word || strings.HasSuffix(name, "_"+word) || strings.HasPrefix(name, word+"_") && word == "audit" {
			return true
		}
	}
	return false
}

// isJoin tells whether every column of the key points at another table, two
// of them at least.
func isJoin(t *model.Table) bool {
	pk := t.PrimaryKey()
	if pk == nil || len(pk.Columns) < 2 {
		return false
	}
	for _, col := range pk.Columns {
		pointed := slices.ContainsFunc(t.Constraints, func(c *model.Constraint) bool {
			return c.Kind == model.ForeignKey && slices.Contains(c.Columns, col)
		})
		if !pointed {
			return false
		}
	}
	return true
}

// isChild tells whether a table without a tenant column hangs on a row of one
// that has it, and goes with that row.
func (p *Pass) isChild(t *model.Table) bool {
	for _, fk := range t.ForeignKeys() {
		if fk.OnDelete != model.Cascade || fk.RefTable == t.Name || fk.RefTable == p.Settings.Root() {
			continue
		}
		if parent := p.Table(fk.RefTable); parent != nil && parent.Column(p.Settings.TenantColumn) != nil {
			return true
		}
	}
	return false
}

// SoftDeletes tells whether rows of the table are marked as deleted rather
// than deleted.
func SoftDeletes(t *model.Table) bool { return t.Column("deleted_at") != nil }
