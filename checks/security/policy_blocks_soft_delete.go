package security

import (
	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

func policyBlocksSoftDelete() *checks.Rule {
	return &checks.Rule{
		ID: "policy-blocks-soft-delete", Family: checks.Security, Severity: checks.Error,
		Title:    "the policy that hides deleted rows makes deleting fail",
		Why:      "An UPDATE must leave a row that the SELECT policies still show. With deleted_at IS NULL in them, setting deleted_at fails with 42501, new row violates row-level security policy.",
		HowToFix: "Take deleted_at out of the policy, and leave deleted rows out in queries or in a view with security_invoker.",
		Sources:  []string{"C24"},
		Bad: `CREATE TABLE notes (id uuid PRIMARY KEY, deleted_at timestamptz); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON notes FOR SELECT TO authenticated USING (id = (SELECT auth.uid()) AND deleted_at IS NULL);
CREATE POLICY change ON notes FOR UPDATE TO authenticated USING (id = (SELECT auth.uid())) WITH CHECK (id = (SELECT auth.uid()));`,
		Good: `CREATE TABLE notes (id uuid PRIMARY KEY, deleted_at timestamptz); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON notes FOR SELECT TO authenticated USING (id = (SELECT auth.uid()));
CREATE POLICY change ON notes FOR UPDATE TO authenticated USING (id = (SELECT auth.uid())) WITH CHECK (id = (SELECT auth.uid()));`,
		Table: func(p *checks.Pass, t *model.Table) {
			if t.Column("deleted_at") == nil || !updatable(t) {
				return
			}
			for _, policy := range t.Policies {
				if !policy.Covers(model.ForSelect) || !demandsLive(policy.Using) {
					continue
				}
				opts := []checks.Option{checks.At(ident.Quote(policy.Name), policy.Origin)}
				if rest := withoutLive(policy.Using); rest != nil {
					opts = append(opts, checks.Fixed(func() edit.Edit {
						n := *policy
						n.Using = rest
						return &edit.ChangePolicy{Table: t.Name, Name: policy.Name, Policy: &n}
					}))
				}
				p.Report("policy "+ident.Quote(policy.Name)+" demands deleted_at IS NULL, so that nobody can set deleted_at", opts...)
			}
		},
	}
}

func updatable(t *model.Table) bool {
	for _, p := range t.Policies {
		if p.Covers(model.ForUpdate) {
			return true
		}
	}
	return false
}

// demandsLive tells whether a predicate is, or has as a conjunct,
// deleted_at IS NULL.
func demandsLive(e *expr.Expr) bool {
	for _, c := range e.Conjuncts() {
		if isLive(c.Node()) {
			return true
		}
	}
	return false
}

func isLive(n *pg.Node) bool {
	t := n.GetNullTest()
	c := t.GetArg().GetColumnRef()
	return c != nil && t.Nulltesttype == pg.NullTestType_IS_NULL &&
		c.Fields[len(c.Fields)-1].GetString_().GetSval() == "deleted_at"
}

// withoutLive is the predicate without that conjunct; nil where nothing is
// left.
func withoutLive(e *expr.Expr) *expr.Expr {
	var rest []*expr.Expr
	for _, c := range e.Conjuncts() {
		if !isLive(c.Node()) {
			rest = append(rest, c)
		}
	}
	return expr.And(rest...)
}
