package security

import (
	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

func policyClaimUncast() *checks.Rule {
	return &checks.Rule{
		ID: "policy-claim-uncast", Family: checks.Security, Severity: checks.Error,
		Title:    "a uuid column is compared with text",
		Why:      "What ->> and current_setting give is text, and PostgreSQL has no operator uuid = text: CREATE POLICY fails with 42883.",
		HowToFix: "Cast the claim: (SELECT nullif((SELECT auth.jwt()) ->> 'org_id', '')::uuid).",
		Sources:  []string{"C1", "L8", "P3", "TPL", "MIG", "DOC"},
		Bad: `CREATE TABLE notes (id uuid PRIMARY KEY, org_id uuid NOT NULL); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY org_isolation ON notes FOR ALL TO authenticated USING (org_id = (SELECT auth.jwt()) ->> 'org_id');`,
		Good: `CREATE TABLE notes (id uuid PRIMARY KEY, org_id uuid NOT NULL); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY org_isolation ON notes FOR ALL TO authenticated USING (org_id = ((SELECT auth.jwt()) ->> 'org_id')::uuid);`,
		Table: func(p *checks.Pass, t *model.Table) {
			checks.Predicates(t, func(policy *model.Policy, e *expr.Expr) {
				for _, c := range checks.Comparisons(e) {
					col := t.Column(c.Column)
					if col == nil || !isUUID(p, col.Type) || !isText(c.With) {
						continue
					}
					opts := []checks.Option{checks.At(ident.Quote(policy.Name), policy.Origin)}
					if path, text := checks.ClaimPath(c.With); text {
						opts = append(opts, checks.Fixed(castFix(t, policy, c, path)))
					}
					p.Report("policy "+ident.Quote(policy.Name)+" compares "+ident.Quote(c.Column)+", a uuid, with text", opts...)
					return
				}
			})
		},
	}
}

func isUUID(p *checks.Pass, typ model.Type) bool {
	if typ.Is("uuid") {
		return true
	}
	if typ.Schema == "" {
		return false
	}
	d := p.Domain(model.Name{Schema: typ.Schema, Name: typ.Name})
	return d != nil && d.Base.Is("uuid")
}

// isText tells whether a value is text that a claim was read as.
func isText(n *pg.Node) bool {
	n = checks.Bare(n)
	if e := n.GetAExpr(); e != nil && len(e.Name) == 1 {
		op := e.Name[0].GetString_().GetSval()
		return op == "->>" || op == "#>>"
	}
	if f := n.GetFuncCall(); f != nil {
		names := expr.Names(f.Funcname)
		return names[len(names)-1] == "current_setting"
	}
	return false
}

// castFix writes the comparison anew, with the cast.
func castFix(t *model.Table, policy *model.Policy, c checks.Comparison, path []string) func() edit.Edit {
	return func() edit.Edit {
		claim := "(SELECT auth.jwt())"
		for i, k := range path {
			op := " -> "
			if i == len(path)-1 {
				op = " ->> "
			}
			claim += op + ident.Literal(k)
		}
		cast := expr.MustParse("(SELECT nullif(" + claim + ", '')::uuid)")
		n := *policy
		n.Using = policy.Using.Replace(c.With, cast)
		n.Check = policy.Check.Replace(c.With, cast)
		return &edit.ChangePolicy{Table: t.Name, Name: policy.Name, Policy: &n}
	}
}
