package catalog

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
)

// mostQuestions bounds how many expressions a server is asked about: where
// more differ the two are not two readings of one schema.
const mostQuestions = 200

// Agree gives other with its expressions spelled as the server spells them,
// where the text alone cannot tell that they mean the same and the server
// says so: casts that follow from the types of columns, for instance. live is
// what was read from the server. Nothing is run or made for it: the server is
// asked how it would work out each of the two (EXPLAIN), and the answers are
// compared.
func Agree(ctx context.Context, conn *pgx.Conn, live, other *model.Schema) (*model.Schema, error) {
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // it wrote nothing
	if _, err := tx.Exec(ctx, `SET LOCAL search_path = public, extensions`); err != nil {
		return nil, err
	}
	a := &arbiter{ctx: ctx, tx: tx, live: live, other: other, b: other.Edit()}
	for t := range other.Tables.All() {
		if old := live.Tables.Get(t.Name); old != nil && !t.External {
			a.table(old, t)
		}
	}
	for v := range other.Views.All() {
		if old := live.Views.Get(v.Name); old != nil {
			a.view(old, v)
		}
	}
	for d := range other.Domains.All() {
		if old := live.Domains.Get(d.Name); old != nil && old.Base == d.Base {
			a.domain(old, d)
		}
	}
	if a.err != nil {
		return nil, a.err
	}
	return a.b.Schema(), nil
}

// arbiter asks the server about pairs of expressions. An error ends it; what
// it asked for after that is answered with no.
type arbiter struct {
	ctx         context.Context
	tx          pgx.Tx
	live, other *model.Schema
	b           *model.Builder
	asked       int
	err         error
}

// keep remembers the first error.
func (a *arbiter) keep(err error) {
	if a.err == nil {
		a.err = err
	}
}

func (a *arbiter) table(old, t *model.Table) {
	for _, c := range t.Columns {
		o := old.Column(c.Name)
		if o == nil {
			continue
		}
		if a.same(t.Name, o.Default, c.Default) {
			a.keep(a.b.ChangeColumn(t.Name, c.Name, func(c *model.Column) { c.Default = o.Default }))
		}
		if a.same(t.Name, o.Generated, c.Generated) {
			a.keep(a.b.ChangeColumn(t.Name, c.Name, func(c *model.Column) { c.Generated = o.Generated }))
		}
	}
	for _, k := range t.Constraints {
		if o := old.Constraint(k.Name); o != nil && a.same(t.Name, o.Expr, k.Expr) {
			a.keep(a.b.ChangeConstraint(t.Name, k.Name, func(k *model.Constraint) { k.Expr = o.Expr }))
		}
	}
	for _, x := range t.Indexes {
		o := old.Index(x.Name)
		if o == nil || len(o.Keys) != len(x.Keys) {
			continue
		}
		where, keys := a.same(t.Name, o.Where, x.Where), make([]*model.IndexKey, len(x.Keys))
		changed := where
		for i, k := range x.Keys {
			keys[i] = k
			if a.same(t.Name, o.Keys[i].Expr, k.Expr) {
				n := *k
				n.Expr = o.Keys[i].Expr
				keys[i], changed = &n, true
			}
		}
		if changed {
			a.keep(a.b.ChangeIndex(model.Name{Schema: t.Name.Schema, Name: x.Name}, func(x *model.Index) {
				x.Keys = keys
				if where {
					x.Where = o.Where
				}
			}))
		}
	}
	for _, p := range t.Policies {
		o := old.Policy(p.Name)
		if o == nil {
			continue
		}
		if a.same(t.Name, o.Using, p.Using) {
			a.keep(a.b.ChangePolicy(t.Name, p.Name, func(p *model.Policy) { p.Using = o.Using }))
		}
		if a.same(t.Name, o.Check, p.Check) {
			a.keep(a.b.ChangePolicy(t.Name, p.Name, func(p *model.Policy) { p.Check = o.Check }))
		}
	}
	rows := t.Name.String() + " AS new, " + t.Name.String() + " AS old"
	for _, g := range t.Triggers {
		i := slices.IndexFunc(old.Triggers, func(o *model.Trigger) bool { return o.Name == g.Name })
		if i >= 0 && a.sameOver(rows, model.Name{}, old.Triggers[i].When, g.When) {
			a.keep(a.b.ChangeTrigger(t.Name, g.Name, func(g *model.Trigger) { g.When = old.Triggers[i].When }))
		}
	}
}

// domain asks about a domain's checks, whose VALUE is a column here.
func (a *arbiter) domain(old, d *model.Domain) {
	over := "unnest('{}'::" + d.Base.String() + "[]) AS domain (value)"
	checks := slices.Clone(d.Constraints)
	for i, k := range checks {
		at := slices.IndexFunc(old.Constraints, func(o *model.Constraint) bool { return o.Name == k.Name })
		if at >= 0 && a.sameOver(over, model.Name{}, old.Constraints[at].Expr, k.Expr) {
			n := *k
			n.Expr = old.Constraints[at].Expr
			checks[i] = &n
		}
	}
	own, err := a.b.OwnDomain(d.Name)
	if err != nil {
		a.keep(err)
		return
	}
	own.Constraints = checks
}

func (a *arbiter) view(old, v *model.View) {
	if a.other.SameView(old, v) || v.Materialized != old.Materialized {
		return
	}
	x, y := old.Query.WithOutputNames(old.Aliases), v.Query.WithOutputNames(v.Aliases)
	if !a.agree(x.Text(), y.Text()) {
		return
	}
	own, err := a.b.OwnView(v.Name)
	if err != nil {
		a.keep(err)
		return
	}
	own.Query, own.Aliases = old.Query, old.Aliases
}

// same tells whether two expressions over a table's columns differ in their
// text and mean the same to the server.
func (a *arbiter) same(table model.Name, x, y *expr.Expr) bool {
	return a.sameOver(table.String(), table, x, y)
}

// sameOver is the same for expressions over what FROM takes. around is the
// table that they are of; zero for none.
func (a *arbiter) sameOver(from string, around model.Name, x, y *expr.Expr) bool {
	if x == nil || y == nil || x.Same(y, a.other.Around(around)) {
		return false
	}
	return a.agree("SELECT ("+x.Text()+") FROM "+from, "SELECT ("+y.Text()+") FROM "+from)
}

// agree tells whether the server would work two queries out in the same way.
func (a *arbiter) agree(x, y string) bool {
	if a.err != nil || a.asked >= mostQuestions {
		return false
	}
	a.asked++
	p, okP := a.plan(x)
	q, okQ := a.plan(y)
	return okP && okQ && p == q
}

// plan gives how the server would work a query out; ok is false where it
// would not.
func (a *arbiter) plan(query string) (plan string, ok bool) {
	if a.err != nil {
		return "", false
	}
	inner, err := a.tx.Begin(a.ctx)
	if err != nil {
		a.err = err
		return "", false
	}
	rows, err := inner.Query(a.ctx, "EXPLAIN (VERBOSE, COSTS OFF) "+query)
	var lines []string
	if err == nil {
		lines, err = pgx.CollectRows(rows, pgx.RowTo[string])
	}
	if rollback := inner.Rollback(a.ctx); rollback != nil {
		a.err = errors.Join(err, rollback)
		return "", false
	}
	var refused *pgconn.PgError
	if err != nil && !errors.As(err, &refused) {
		a.err = err
	}
	return strings.Join(lines, "\n"), err == nil
}
