package parse

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
)

// carry keeps the statement verbatim, and does not know what it makes.
func (f *fold) carry(what, reason string) {
	f.b.Carry(&model.Verbatim{SQL: f.written(), What: what, Reason: reason, Origin: f.origin,
		Canonical: expr.CanonicalStatement(f.cur.node)})
}

// notModelled is the reason for carrying what is compared all the same.
const notModelled = "pgdraft keeps it as it is written"

// create carries a statement that makes a thing.
func (f *fold) create(n *pg.Node, t thing, ifNotExists, replace bool) error {
	if f.b.Carried(t.drop()) != nil {
		switch {
		case ifNotExists:
			return nil
		case !replace:
			return &model.ExistsError{What: strings.ToLower(t.words), Name: t.name}
		}
	}
	f.b.Carry(f.made(n, t, "CREATE "+t.words))
	return nil
}

// made is the carried form of a statement that makes a thing.
func (f *fold) made(n *pg.Node, t thing, what string) *model.Verbatim {
	text := f.written()
	if n != f.cur.node {
		text = expr.PrintStatement(n)
	}
	return &model.Verbatim{SQL: text, What: what, Reason: notModelled, Origin: f.origin,
		Canonical: expr.CanonicalStatement(n), Undo: t.drop(), On: t.on, With: t.with}
}

// property carries a statement that gives a thing something which undo takes
// away again: a comment, a grant, a mapping.
func (f *fold) property(n *pg.Node, t thing, what, undo string) {
	v := f.made(n, t, what)
	v.Undo, v.With = undo, t.drop()
	f.b.Carry(v)
}

// amend changes the statement that made a thing. One that is not made here is
// the platform's or an extension's; what is done to it is carried.
func (f *fold) amend(t thing, what string, change func(*pg.Node) thing) error {
	v := f.b.Carried(t.drop())
	if v == nil {
		f.carry(what, "the "+strings.ToLower(t.words)+" is not made here")
		return nil
	}
	n := statementOf(v)
	if n == nil {
		f.carry(what, "what it changes could not be read again")
		return nil
	}
	now := change(n)
	changed := *v
	changed.SQL, changed.Canonical = expr.PrintStatement(n), expr.CanonicalStatement(n)
	changed.Undo, changed.On, changed.With = now.drop(), now.on, now.with
	f.b.ChangeCarried(v.Undo, &changed)
	return nil
}

// dropThing forgets what a carried statement made. One that is not made here
// keeps the statement that drops it.
func (f *fold) dropThing(kind pg.ObjectType, object *pg.Node, missingOK bool) error {
	t, ok := f.thing(kind, object)
	what := "DROP " + strings.ToUpper(objectWords(kind))
	if !ok {
		f.carry(what, "pgdraft does not model what it drops")
		return nil
	}
	if f.b.DropCarried(t.drop()) {
		return nil
	}
	if !missingOK {
		return &model.NotFoundError{What: strings.ToLower(t.words), Name: t.name}
	}
	return nil
}

// carryCommand keeps one command of an ALTER TABLE, or the like, verbatim.
func (f *fold) carryCommand(s *pg.AlterTableStmt, c *pg.AlterTableCmd) {
	word := map[pg.ObjectType]string{pg.ObjectType_OBJECT_INDEX: "INDEX", pg.ObjectType_OBJECT_VIEW: "VIEW",
		pg.ObjectType_OBJECT_MATVIEW: "MATERIALIZED VIEW", pg.ObjectType_OBJECT_FOREIGN_TABLE: "FOREIGN TABLE"}[s.Objtype]
	if word == "" {
		word = "TABLE"
	}
	alone := &pg.Node{Node: &pg.Node_AlterTableStmt{AlterTableStmt: &pg.AlterTableStmt{
		Relation: s.Relation, Cmds: []*pg.Node{{Node: &pg.Node_AlterTableCmd{AlterTableCmd: c}}}, Objtype: s.Objtype, MissingOk: s.MissingOk}}}
	v := &model.Verbatim{SQL: f.written(), What: "ALTER " + word, Origin: f.origin, Canonical: expr.CanonicalStatement(alone),
		Reason: "pgdraft does not model " + strings.TrimPrefix(c.Subtype.String(), "AT_")}
	if printed := expr.PrintStatement(alone); printed != "" && len(s.Cmds) > 1 {
		v.SQL = printed
	}
	f.b.Carry(v)
}

// nodeName is the parser's name for a kind of node: "AlterRoleStmt".
func nodeName(n *pg.Node) string {
	m := n.ProtoReflect()
	field := m.WhichOneof(m.Descriptor().Oneofs().ByName("node"))
	if field == nil {
		return ""
	}
	return string(field.Message().Name())
}
