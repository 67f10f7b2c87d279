package parse

import (
	"fmt"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// tableBuild collects a CREATE TABLE. PostgreSQL makes the parts in an order
// of its own, which decides the names it invents: checks, then what has an
// index, then foreign keys.
type tableBuild struct {
	f         *fold
	t         *model.Table
	checks    []*pg.Constraint
	indexed   []*pg.Constraint
	foreign   []*pg.Constraint
	sequences []*model.Sequence
	indexes   []*model.Index // from LIKE ... INCLUDING INDEXES
	// statistics are the tables whose statistics objects LIKE takes over.
	statistics []model.Name
}

func (f *fold) createTable(s *pg.CreateStmt) error {
	if s.Relation.Relpersistence == "t" {
		return nil // gone with the session
	}
	name := f.createIn(s.Relation.Schemaname, s.Relation.Relname)
	if s.IfNotExists || f.guarded {
		if !f.b.FreeName(name) {
			return nil
		}
	}
	tb := &tableBuild{f: f, t: &model.Table{
		Name: name, Origin: f.origin,
		Unlogged: s.Relation.Relpersistence == "u", Options: options(s.Options),
		Tablespace: tablespace(s.Tablespacename), AccessMethod: s.AccessMethod,
	}}
	return tb.build(s)
}

func (f *fold) createForeignTable(s *pg.CreateForeignTableStmt) error {
	name := f.createIn(s.BaseStmt.Relation.Schemaname, s.BaseStmt.Relation.Relname)
	if s.BaseStmt.IfNotExists && !f.b.FreeName(name) {
		return nil
	}
	tb := &tableBuild{f: f, t: &model.Table{Name: name, Origin: f.origin, Server: s.Servername, Options: options(s.Options)}}
	return tb.build(s.BaseStmt)
}

func (tb *tableBuild) build(s *pg.CreateStmt) error {
	f, t := tb.f, tb.t
	if s.Partspec != nil {
		t.PartitionBy = f.partitionKey(s.Partspec)
	}
	if err := tb.inherit(s); err != nil {
		return err
	}
	if s.OfTypename != nil {
		if err := tb.ofType(s.OfTypename); err != nil {
			return err
		}
	}
	for _, n := range append(slices.Clone(s.TableElts), s.Constraints...) {
		if err := tb.element(n); err != nil {
			return err
		}
	}
	if !f.b.FreeName(t.Name) {
		return &model.ExistsError{What: "relation", Name: t.Name.String()}
	}
	if external := f.b.Table(t.Name); external != nil && external.External {
		t.Policies, t.Triggers = external.Policies, external.Triggers
	}
	if err := f.b.CreateTable(t); err != nil {
		return err
	}
	for _, q := range tb.sequences {
		if err := f.b.CreateSequence(q); err != nil {
			return err
		}
	}
	if err := tb.constraints(); err != nil {
		return err
	}
	for _, x := range tb.indexes {
		x.Name = f.b.InventIndexName(t.Name, model.JoinColumns(indexColumnNames(x.Keys, x.Include)), "idx", false)
		if err := f.b.CreateIndex(t.Name, x); err != nil {
			return err
		}
	}
	for _, from := range tb.statistics {
		if err := f.likeStatistics(from, t.Name); err != nil {
			return err
		}
	}
	if t.PartitionOf != nil {
		return f.partitionParts(t.Name, t.PartitionOf.Parent)
	}
	return nil
}

// inherit takes over the columns and checks of INHERITS and PARTITION OF.
func (tb *tableBuild) inherit(s *pg.CreateStmt) error {
	f, t := tb.f, tb.t
	for _, n := range s.InhRelations {
		parentName := f.relationName(n.GetRangeVar())
		parent := f.b.Table(parentName)
		if parent == nil {
			return &model.NotFoundError{What: "table", Name: parentName.String()}
		}
		if s.Partbound != nil {
			t.PartitionOf = &model.Partition{Parent: parentName, Bound: f.partitionBound(s.Partbound)}
		} else {
			t.Inherits = append(t.Inherits, parentName)
		}
		for _, c := range parent.Columns {
			if t.Column(c.Name) != nil {
				continue
			}
			own := *c
			own.Inherited, own.Comment, own.Grants, own.Identity, own.Origin = true, "", nil, nil, f.origin
			t.Columns = append(t.Columns, &own)
		}
		for _, c := range parent.Constraints {
			if c.Kind == model.Check && !c.NoInherit && t.Constraint(c.Name) == nil {
				own := *c
				own.Inherited, own.Origin = true, f.origin
				t.Constraints = append(t.Constraints, &own)
			}
		}
	}
	return nil
}

// ofType takes over the columns of a composite type; what elements say of
// them comes on top, as with those of a parent.
func (tb *tableBuild) ofType(n *pg.TypeName) error {
	name := tb.f.typeName(expr.Names(n.Names))
	c := tb.f.b.Composite(name)
	if c == nil {
		return &model.NotFoundError{What: "composite type", Name: name.String()}
	}
	for _, a := range c.Attributes {
		tb.t.Columns = append(tb.t.Columns, &model.Column{Name: a.Name, Type: a.Type, Collation: a.Collation, Origin: tb.f.origin})
	}
	return nil
}

func (tb *tableBuild) element(n *pg.Node) error {
	switch e := n.Node.(type) {
	case *pg.Node_ColumnDef:
		return tb.column(e.ColumnDef)
	case *pg.Node_Constraint:
		tb.constraint(e.Constraint)
	case *pg.Node_TableLikeClause:
		return tb.like(e.TableLikeClause)
	default:
		return fmt.Errorf("%s inside CREATE TABLE is not known", nodeName(n))
	}
	return nil
}

func (tb *tableBuild) constraint(c *pg.Constraint) {
	switch c.Contype {
	case pg.ConstrType_CONSTR_CHECK:
		tb.checks = append(tb.checks, c)
	case pg.ConstrType_CONSTR_FOREIGN:
		tb.foreign = append(tb.foreign, c)
	case pg.ConstrType_CONSTR_PRIMARY, pg.ConstrType_CONSTR_UNIQUE, pg.ConstrType_CONSTR_EXCLUSION:
		tb.indexed = append(tb.indexed, c)
	case pg.ConstrType_CONSTR_ATTR_DEFERRABLE, pg.ConstrType_CONSTR_ATTR_NOT_DEFERRABLE,
		pg.ConstrType_CONSTR_ATTR_DEFERRED, pg.ConstrType_CONSTR_ATTR_IMMEDIATE:
	}
}

// column reads a column with what stands behind it.
func (tb *tableBuild) column(d *pg.ColumnDef) error {
	c, constraints, seq := tb.f.columnDef(tb.t.Name, d)
	if old := tb.t.Column(c.Name); old != nil {
		if !old.Inherited {
			return &model.ExistsError{What: "column", Name: ident.Quote(c.Name), In: tb.t.Name.String()}
		}
		tb.merge(c)
	} else {
		tb.t.Columns = append(tb.t.Columns, c)
	}
	if seq != nil {
		tb.sequences = append(tb.sequences, seq)
	}
	for _, k := range constraints {
		tb.constraint(k)
	}
	return nil
}

// merge puts the definition of a column that also comes from a parent.
func (tb *tableBuild) merge(c *model.Column) {
	for i, old := range tb.t.Columns {
		if old.Name != c.Name {
			continue
		}
		m := *old
		m.Inherited = false
		if c.Type.Name != "" {
			m.Type = c.Type
		}
		m.NotNull = m.NotNull || c.NotNull
		if c.Default != nil {
			m.Default = c.Default
		}
		m.Origin = c.Origin
		tb.t.Columns[i] = &m
	}
}

// constraints adds what the elements asked for, in PostgreSQL's order.
func (tb *tableBuild) constraints() error {
	f, table := tb.f, tb.t.Name
	for _, c := range slices.Concat(tb.checks, tb.foreign) {
		c.SkipValidation = false // there is no row yet that could be invalid
	}
	for _, c := range tb.checks {
		if err := f.addCheck(table, c); err != nil {
			return err
		}
	}
	slices.SortStableFunc(tb.indexed, func(a, b *pg.Constraint) int {
		return rank(a) - rank(b)
	})
	for _, c := range tb.indexed {
		if tb.duplicate(c) {
			continue
		}
		if err := f.addConstraint(table, c); err != nil {
			return err
		}
	}
	for _, c := range tb.foreign {
		if err := f.addConstraint(table, c); err != nil {
			return err
		}
	}
	return nil
}

func rank(c *pg.Constraint) int {
	if c.Contype == pg.ConstrType_CONSTR_PRIMARY {
		return 0
	}
	return 1
}

// duplicate tells whether a UNIQUE says no more than a constraint that is
// there already; PostgreSQL then makes only one.
func (tb *tableBuild) duplicate(c *pg.Constraint) bool {
	if c.Contype != pg.ConstrType_CONSTR_UNIQUE || c.Conname != "" {
		return false
	}
	t := tb.f.b.Table(tb.t.Name)
	return slices.ContainsFunc(t.Constraints, func(k *model.Constraint) bool {
		return (k.Kind == model.PrimaryKey || k.Kind == model.Unique) && slices.Equal(k.Columns, expr.Names(c.Keys)) &&
			len(c.Including) == 0 && len(k.Include) == 0
	})
}

func (f *fold) partitionKey(p *pg.PartitionSpec) string {
	words := map[pg.PartitionStrategy]string{pg.PartitionStrategy_PARTITION_STRATEGY_LIST: "LIST",
		pg.PartitionStrategy_PARTITION_STRATEGY_RANGE: "RANGE", pg.PartitionStrategy_PARTITION_STRATEGY_HASH: "HASH"}
	var keys []string
	for _, n := range p.PartParams {
		e := n.GetPartitionElem()
		key := ident.Quote(e.Name)
		if e.Expr != nil {
			key = "(" + f.expr(e.Expr).Text() + ")"
		}
		if len(e.Collation) > 0 {
			key += " COLLATE " + qualifiedSQL(expr.Names(e.Collation))
		}
		if len(e.Opclass) > 0 {
			key += " " + qualifiedSQL(expr.Names(e.Opclass))
		}
		keys = append(keys, key)
	}
	return words[p.Strategy] + " (" + strings.Join(keys, ", ") + ")"
}

func (f *fold) partitionBound(b *pg.PartitionBoundSpec) string {
	values := func(ns []*pg.Node) string {
		var out []string
		for _, n := range ns {
			e := f.expr(n).Text()
			if u := strings.ToUpper(e); u == "MINVALUE" || u == "MAXVALUE" {
				e = u
			}
			out = append(out, e)
		}
		return "(" + strings.Join(out, ", ") + ")"
	}
	switch {
	case b.IsDefault:
		return "DEFAULT"
	case b.Strategy == "h":
		return fmt.Sprintf("FOR VALUES WITH (modulus %d, remainder %d)", b.Modulus, b.Remainder)
	case b.Strategy == "l":
		return "FOR VALUES IN " + values(b.Listdatums)
	}
	return "FOR VALUES FROM " + values(b.Lowerdatums) + " TO " + values(b.Upperdatums)
}

// like copies the columns of another table, and what INCLUDING asks for.
func (tb *tableBuild) like(l *pg.TableLikeClause) error {
	f := tb.f
	from := f.relationName(l.Relation)
	t := f.b.Table(from)
	if t == nil {
		return &model.NotFoundError{What: "table", Name: from.String()}
	}
	has := func(bit uint32) bool { return l.Options&bit != 0 }
	const comments, compression, constraints, defaults, generated, identity, indexes, statistics, storage = 1, 2, 4, 8, 16, 32, 64, 128, 256
	for _, c := range t.Columns {
		n := *c
		n.Inherited, n.Origin, n.Statistics, n.Options, n.ForeignOptions, n.Grants = false, f.origin, nil, nil, nil, nil
		if !has(storage) {
			n.Storage = ""
		}
		if !has(compression) {
			n.Compression = ""
		}
		if !has(comments) {
			n.Comment = ""
		}
		if !has(defaults) {
			n.Default = nil
		}
		if !has(generated) {
			n.Generated = nil
		}
		if has(identity) && c.Identity != nil {
			tb.sequences = append(tb.sequences, f.likeSequence(tb.t.Name, from, &n))
		} else {
			n.Identity = nil
		}
		tb.t.Columns = append(tb.t.Columns, &n)
	}
	for _, c := range t.Constraints {
		switch {
		case c.Kind == model.Check && has(constraints):
			n := *c
			n.Inherited, n.Origin = false, f.origin
			if !has(comments) {
				n.Comment = ""
			}
			tb.t.Constraints = append(tb.t.Constraints, &n)
		case c.HasIndex() && has(indexes):
			tb.indexed = append(tb.indexed, likeConstraint(c))
		}
	}
	if has(statistics) {
		tb.statistics = append(tb.statistics, from)
	}
	if has(indexes) {
		for _, x := range t.Indexes {
			n := *x
			n.Origin = f.origin
			if !has(comments) {
				n.Comment = ""
			}
			tb.indexes = append(tb.indexes, &n)
		}
	}
	return nil
}

// likeSequence is that of an identity column which LIKE makes anew. PostgreSQL
// gives it the numbers of the old one, spelled out, and the type bigint.
func (f *fold) likeSequence(table, from model.Name, c *model.Column) *model.Sequence {
	q := f.identitySequence(table, c, nil)
	q.Type = "bigint"
	if old := f.b.SequenceOf(model.ColumnRef{Table: from, Column: c.Name}); old != nil {
		q.Options = old.Options
	}
	top := map[string]int64{"smallint": 32767, "integer": 2147483647}[c.Type.Name]
	if q.Options.Max == nil && top > 0 {
		q.Options.Max = &top
	}
	return q
}

// tablespace is empty for the database's own.
func tablespace(name string) string {
	if name == "pg_default" {
		return ""
	}
	return name
}

// likeConstraint is the constraint that LIKE makes anew, under a new name.
func likeConstraint(c *model.Constraint) *pg.Constraint {
	k := &pg.Constraint{Contype: pg.ConstrType_CONSTR_UNIQUE, NullsNotDistinct: c.NullsNotDistinct,
		Deferrable: c.Deferrable, Initdeferred: c.InitiallyDeferred}
	if c.Kind == model.PrimaryKey {
		k.Contype = pg.ConstrType_CONSTR_PRIMARY
	}
	for _, col := range c.Columns {
		k.Keys = append(k.Keys, stringNode(col))
	}
	for _, col := range c.Include {
		k.Including = append(k.Including, stringNode(col))
	}
	return k
}

// createTableAs reads CREATE TABLE AS and CREATE MATERIALIZED VIEW.
func (f *fold) createTableAs(s *pg.CreateTableAsStmt) error {
	name := f.createIn(s.Into.Rel.Schemaname, s.Into.Rel.Relname)
	if s.IfNotExists && !f.b.FreeName(name) {
		return nil
	}
	f.expandStars(s.Query)
	query := f.expr(s.Query)
	aliases := expr.Names(s.Into.ColNames)
	columns := f.queryColumns(query, aliases)
	if s.Objtype == pg.ObjectType_OBJECT_MATVIEW {
		return f.b.CreateView(&model.View{Name: name, Materialized: true, Aliases: aliases, Query: query,
			Columns: columns, Options: options(s.Into.Options), NoData: s.Into.SkipData, Origin: f.origin}, false)
	}
	if s.Into.Rel.Relpersistence == "t" {
		return nil
	}
	t := &model.Table{Name: name, Columns: columns, Unlogged: s.Into.Rel.Relpersistence == "u", Origin: f.origin}
	for _, c := range columns {
		if c.Type.Name == "" {
			f.report(Warning, "the type of column "+ident.Quote(c.Name)+" of "+name.String()+" could not be worked out from its query",
				"Declare the table with its columns to be sure.")
		}
	}
	return f.b.CreateTable(t)
}
